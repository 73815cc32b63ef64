-- How many lines of the file of erasures have no row in this database: it is older than they are (restored from a backup), or
-- the proof has been dropped. Together with the rows it says how long the file must be. One row; nothing about anybody.
CREATE TABLE erasures_without_rows (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    number BIGINT NOT NULL
);
INSERT INTO erasures_without_rows (id, number) VALUES (1, 0);
