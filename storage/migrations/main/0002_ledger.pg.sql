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

-- bot.domain.ledger.hash_of: SHA-256 over each part with its length in bytes before it.
CREATE FUNCTION ledger_part(part TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS
$$ SELECT octet_length(convert_to(part, 'UTF8'))::text || ':' || part $$;
CREATE FUNCTION ledger_hash(seq BIGINT, at BIGINT, event TEXT, subject TEXT, facts TEXT, previous TEXT)
RETURNS TEXT LANGUAGE sql IMMUTABLE AS
$$ SELECT encode(sha256(convert_to(ledger_part(seq::text) || ledger_part(at::text) || ledger_part(event) ||
    ledger_part(subject) || ledger_part(facts) || ledger_part(previous), 'UTF8')), 'hex') $$;
