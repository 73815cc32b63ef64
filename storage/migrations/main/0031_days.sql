-- Of an erasure that is done nothing leads to a message or a minute: what could not be taken back is counted, and its
-- moments become days (86,400,000 milliseconds).
CREATE TABLE erasure_left (
    erasure BYTEA NOT NULL,
    kind TEXT NOT NULL,                -- of a message in the private chat that stayed
    number BIGINT NOT NULL,
    PRIMARY KEY (erasure, kind)
);
INSERT INTO erasure_left (erasure, kind, number)
    SELECT erasure, kind, count(*) FROM erasure_messages WHERE place = 'private' AND outcome = 'unreachable'
    AND erasure IN (SELECT id FROM erasures WHERE stage = 'done') GROUP BY erasure, kind;
DELETE FROM erasure_messages WHERE erasure IN (SELECT id FROM erasures WHERE stage = 'done');
UPDATE erasures SET requested_at = requested_at - requested_at % 86400000,
    destroyed_at = destroyed_at - destroyed_at % 86400000, done_at = done_at - done_at % 86400000,
    delayed_at = delayed_at - delayed_at % 86400000, cleared_at = cleared_at - cleared_at % 86400000
    WHERE stage = 'done' AND cleared_at IS NOT NULL;
