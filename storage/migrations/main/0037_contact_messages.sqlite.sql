-- Messages that show the contacts of a lead to the colleague who took it alone (STAFF_CARD=private). `address` is sealed.
CREATE TABLE contact_messages (
    id BIGINT PRIMARY KEY,
    lead BLOB,                         -- NULL: it is being taken back, and nothing leads to the person
    receiver BLOB NOT NULL,            -- the pseudonym of the colleague
    address BLOB NOT NULL,
    chat_id BIGINT NOT NULL,           -- the staff group; 0 for the colleague's private chat
    message_id BIGINT NOT NULL,
    sent_at BIGINT NOT NULL,
    shown TEXT NOT NULL,               -- the digest of what it shows; empty while that is not known
    unanswered BIGINT NOT NULL DEFAULT 0,
    late_until BIGINT NOT NULL DEFAULT 0,
    UNIQUE (chat_id, receiver, message_id)
);
CREATE INDEX contact_messages_lead ON contact_messages (lead);
