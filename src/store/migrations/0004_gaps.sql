-- Errors that no rule covers, those of one kind together. No person and no post; what is kept of a message was redacted
-- before anything else was done with it.
CREATE TABLE gaps (
    team      TEXT    NOT NULL,
    gap       BIGINT  NOT NULL,                 -- its number within the team
    template  TEXT    NOT NULL,                 -- [{"shown": …, "kind": …, "votes": …, "spelling": …}, …]
    met       BIGINT  NOT NULL,                 -- how often
    first_met BIGINT  NOT NULL,                 -- milliseconds since 1970: a message read again after a restart is
    last_met  BIGINT  NOT NULL,                 -- told by its exact time
    silenced  BOOLEAN NOT NULL,                 -- not an error, somebody said
    examples  TEXT    NOT NULL,                 -- [message, …]
    PRIMARY KEY (team, gap)
);

CREATE INDEX gaps_by_age ON gaps (last_met);
