-- What a team has set besides; nothing set is the usual. Hours and days go by the team's own clock.
ALTER TABLE teams ADD COLUMN usual_mode TEXT;            -- in places that the table modes does not name
ALTER TABLE teams ADD COLUMN quiet_days TEXT;            -- working, every; none: no quiet hours
ALTER TABLE teams ADD COLUMN quiet_from BIGINT;          -- a full hour, 0 to 23
ALTER TABLE teams ADD COLUMN quiet_to BIGINT;
ALTER TABLE teams ADD COLUMN zone TEXT;                  -- a name of the time zone database
ALTER TABLE teams ADD COLUMN digest TEXT;                -- the place where the weekly digest is posted
ALTER TABLE teams ADD COLUMN digest_day TEXT;            -- Monday …
ALTER TABLE teams ADD COLUMN notices TEXT;               -- off: incidents are not announced

-- How much is said in a place: answer, ask-only, off.
CREATE TABLE modes (
    team  TEXT NOT NULL,
    place TEXT NOT NULL,
    mode  TEXT NOT NULL,
    PRIMARY KEY (team, place)
);
