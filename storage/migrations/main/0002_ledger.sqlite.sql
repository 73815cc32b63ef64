-- What happened to consents and data, for an authority: append-only, hash-chained, under a random pseudonym whose link
-- to a person is sealed under that person's key and dies with it.
CREATE TABLE ledger (
    seq BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    event TEXT NOT NULL,
    subject TEXT NOT NULL,
    facts TEXT NOT NULL,               -- JSON without personal data
    previous TEXT NOT NULL,
    hash TEXT NOT NULL                 -- SHA-256 over all other columns
);
-- How long the chain is: a cut-off end would otherwise look like a shorter chain.
CREATE TABLE ledger_head (
    only_row BIGINT PRIMARY KEY,
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL
);
INSERT INTO ledger_head VALUES (1, 0, '');
ALTER TABLE persons ADD COLUMN ledger_subject BYTEA NOT NULL DEFAULT '';
