-- One number can stand in two groups. 0 is the private chat, which is known only under the erasure's key.
CREATE TABLE erasure_messages_anew (
    erasure BYTEA NOT NULL,
    place TEXT NOT NULL,
    chat_id BIGINT NOT NULL DEFAULT 0,
    message_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    reference TEXT,
    outcome TEXT,
    PRIMARY KEY (erasure, place, chat_id, message_id)
);
INSERT INTO erasure_messages_anew
    SELECT erasure, place, COALESCE(chat_id, 0), message_id, kind, sent_at, reference, outcome FROM erasure_messages;
DROP TABLE erasure_messages;
ALTER TABLE erasure_messages_anew RENAME TO erasure_messages;
