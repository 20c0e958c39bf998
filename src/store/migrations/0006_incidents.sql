-- Incidents that run or were over a short while ago. Times in milliseconds since 1970. Nobody's name.
CREATE TABLE incidents (
    team     TEXT   NOT NULL,
    app      TEXT   NOT NULL,                   -- what is down
    opened   BIGINT NOT NULL,
    because  TEXT   NOT NULL,                   -- people, teams, others, staff
    people   BIGINT,                            -- how many, where it rests on people of the team
    last_met BIGINT NOT NULL,
    ended    BIGINT,                            -- none while it runs
    how      TEXT,                              -- quiet, too-long, stopped
    PRIMARY KEY (team, app, opened)
);

-- The notices of an incident: one for each channel.
CREATE TABLE incident_notices (
    team    TEXT    NOT NULL,
    app     TEXT    NOT NULL,
    opened  BIGINT  NOT NULL,
    channel TEXT    NOT NULL,
    place   TEXT,                               -- where it stands: the channel, or a thread of it
    post    TEXT,
    cleared BOOLEAN NOT NULL DEFAULT FALSE,     -- the all-clear was said
    PRIMARY KEY (team, app, opened, channel)
);
