-- Rows are told in the order in which they were written. AUTOINCREMENT, because a number that is given twice would let
-- a delivery that is over remove a row that was written meanwhile.
CREATE TABLE outbox_anew (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    lane TEXT NOT NULL,                -- 'staff', a person's pseudonym in hex, or the id of an erasure and the like
    kind TEXT NOT NULL,
    subject BYTEA NOT NULL,
    urgency BIGINT NOT NULL,
    version BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    doubts BIGINT NOT NULL DEFAULT 0,
    UNIQUE (kind, subject)
);
-- What was set aside and stood last waits by itself now (DEFERRED in storage/outbox.py).
INSERT INTO outbox_anew (lane, kind, subject, urgency, version, attempts, due_at, doubts)
    SELECT lane, kind, subject, CASE WHEN urgency = 4 THEN 104 ELSE urgency END, version, attempts,
        due_at, doubts
    FROM outbox ORDER BY id;
DROP TABLE outbox;
ALTER TABLE outbox_anew RENAME TO outbox;
CREATE INDEX outbox_due ON outbox (due_at);
CREATE INDEX outbox_lanes ON outbox (lane, urgency, id);
CREATE INDEX outbox_ready ON outbox (urgency, due_at);
