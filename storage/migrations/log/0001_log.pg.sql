-- Who was erased, by the mark of a row that is gone, so that no restored database brings anybody back.
CREATE TABLE tombstones (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    erased_at BIGINT NOT NULL,         -- the day
    mark BYTEA NOT NULL
);
-- The head of the ledger, day by day: to hide a change of the ledger, somebody would have to rewrite this too.
CREATE TABLE heads (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    published_at BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL
);
