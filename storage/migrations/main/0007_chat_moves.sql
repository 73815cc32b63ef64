-- A group that became a supergroup has a new number for ever; no person's chat ever stands here.
CREATE TABLE chat_moves (
    old_chat BIGINT PRIMARY KEY,
    new_chat BIGINT NOT NULL
);
