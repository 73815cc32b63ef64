-- Keys of which it is not known yet whether the rows that they open were stored. A row goes within a minute.
CREATE TABLE unsettled (
    subject BYTEA PRIMARY KEY,
    written_at BIGINT NOT NULL
);
ALTER TABLE unsettled ALTER COLUMN subject SET STATISTICS 0;
