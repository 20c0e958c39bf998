-- What a team has set for itself; a team without a row has set nothing.
CREATE TABLE teams (
    team           TEXT   NOT NULL PRIMARY KEY,
    support_role   TEXT,
    handover       TEXT,                        -- the place where cases that need a person go
    default_app    TEXT,
    retention_days BIGINT                       -- of the team's cases, in place of the usual time
);

-- Staff wrote where the case is talked about: the bot is silent there until addressed.
ALTER TABLE cases ADD COLUMN with_staff BOOLEAN NOT NULL DEFAULT FALSE;

-- Who of the staff took the case over.
ALTER TABLE cases ADD COLUMN claimed_by TEXT;

CREATE INDEX cases_by_claim ON cases (claimed_by);

-- From here on the column errors of cases may hold the values that redaction leaves as they are:
-- [{"rule": …, "count": …, "values": {slot: value, …}}].
