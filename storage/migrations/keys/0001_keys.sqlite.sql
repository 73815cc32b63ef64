-- Keys wrapped by the master key. `subject` is a person's pseudonym or the id of an erasure under way.
CREATE TABLE keys (
    subject BYTEA PRIMARY KEY,
    wrapped BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);
-- Secrets of this installation, wrapped by the master key: the pepper of the pseudonyms.
CREATE TABLE secrets (
    name TEXT PRIMARY KEY,
    wrapped BYTEA NOT NULL
);
