-- The group that was connected by a code, where STAFF_CHAT_ID names none.
CREATE TABLE staff_group (
    only_row BIGINT PRIMARY KEY,
    chat_id BIGINT NOT NULL,
    connected_at BIGINT NOT NULL
);
