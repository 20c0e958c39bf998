-- Times are seconds since 1970, days are days since then, both UTC. Lists are JSON. Nothing here is SQLite's alone.

-- A case, under the post that opened it. No word of the paste: ids only.
CREATE TABLE cases (
    post      TEXT     NOT NULL PRIMARY KEY,
    team      TEXT,                             -- none in a direct conversation
    place     TEXT     NOT NULL,
    person    TEXT     NOT NULL,                -- who asked
    opened    BIGINT   NOT NULL,
    touched   BIGINT   NOT NULL,
    stage     TEXT     NOT NULL,
    in_hand   TEXT,                             -- the rule that buttons and free text are about
    app       TEXT,
    cause     TEXT,                             -- settled on
    unsure    BOOLEAN  NOT NULL,
    errors    TEXT     NOT NULL,                -- [{"rule": …, "count": …}] in the order of the paste
    ruled_out TEXT     NOT NULL,                -- [cause, …]
    tried     TEXT     NOT NULL                 -- [cause, …], a cause twice when its second way did not help either
);

CREATE INDEX cases_by_person ON cases (person);
CREATE INDEX cases_by_age ON cases (touched);

-- What became of cases, one row each time. No person, no post, and the day alone: a row leads to nobody.
CREATE TABLE outcomes (
    day     BIGINT NOT NULL,
    team    TEXT,
    outcome TEXT   NOT NULL,
    rule    TEXT,
    cause   TEXT,
    app     TEXT
);

CREATE INDEX outcomes_by_day ON outcomes (day);
