-- Keys wrapped by the master key. `subject` is a person's pseudonym or the id of an erasure under way.
-- No statistics: ANALYZE copies values of columns into pg_statistic, where a destroyed key would stay.
CREATE TABLE keys (
    subject BYTEA PRIMARY KEY,
    wrapped BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);
ALTER TABLE keys ALTER COLUMN subject SET STATISTICS 0, ALTER COLUMN wrapped SET STATISTICS 0;
-- Secrets of this installation, wrapped by the master key: the pepper of the pseudonyms.
CREATE TABLE secrets (
    name TEXT PRIMARY KEY,
    wrapped BYTEA NOT NULL
);
ALTER TABLE secrets ALTER COLUMN wrapped SET STATISTICS 0;
