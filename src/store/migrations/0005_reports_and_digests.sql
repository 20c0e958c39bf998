-- What of a case is counted already: nothing, brought, answered, closed; none: it is older than this and counts no more.
ALTER TABLE cases ADD COLUMN tally TEXT;

-- From here on the column opened of cases is 0 where nobody knows when the error was brought.

-- Which of the cause's ways to mend it was shown, from 0; and with 'worked', how long after the error was brought.
ALTER TABLE outcomes ADD COLUMN way BIGINT;
ALTER TABLE outcomes ADD COLUMN seconds BIGINT;

CREATE INDEX outcomes_by_team ON outcomes (team, day);

-- The day of the last weekly digest of a team, by its own calendar. Stays when nothing else of the team does: no digest
-- comes twice.
CREATE TABLE digests (
    team TEXT   NOT NULL PRIMARY KEY,
    day  BIGINT NOT NULL
);
