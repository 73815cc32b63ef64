-- Counts by language too. A stage of the way is counted once for each person, so that a count is a number of people.
ALTER TABLE daily_counts RENAME TO daily_counts_before;
CREATE TABLE daily_counts (
    day TEXT NOT NULL,
    event TEXT NOT NULL,
    language TEXT NOT NULL,            -- '' where it is not known or does not matter
    count BIGINT NOT NULL,
    PRIMARY KEY (day, event, language)
);
INSERT INTO daily_counts SELECT day, event, '', count FROM daily_counts_before;
DROP TABLE daily_counts_before;
-- How far this person was counted, and in which language they agreed. Whoever is here already is not counted again.
ALTER TABLE persons ADD COLUMN reached BIGINT NOT NULL DEFAULT 0;
ALTER TABLE persons ADD COLUMN counted_in TEXT NOT NULL DEFAULT '';
UPDATE persons SET reached = 9;
