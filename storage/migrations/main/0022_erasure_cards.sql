-- Messages in a staff group that the bot could neither empty nor delete: each is tried again daily, and staff are asked
-- once to delete it. No row names a person, a lead or an erasure.
CREATE TABLE erasure_cards (
    chat_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    try_at BIGINT NOT NULL,
    told BIGINT NOT NULL DEFAULT 0,    -- whether staff have been asked
    note_chat BIGINT,                  -- the message that asks them
    note_id BIGINT,
    PRIMARY KEY (chat_id, message_id)
);
CREATE INDEX erasure_cards_due ON erasure_cards (try_at);
INSERT INTO erasure_cards (chat_id, message_id, try_at)
    SELECT DISTINCT chat_id, message_id, 0 FROM erasure_messages
    WHERE place = 'staff' AND outcome = 'unreachable' AND chat_id <> 0;
