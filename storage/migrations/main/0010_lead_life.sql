-- Whom to remind; sealed under the applicant's key, like the name.
ALTER TABLE leads ADD COLUMN owner_id BYTEA;
-- 1 while the owner lets a colleague take the lead over.
ALTER TABLE leads ADD COLUMN offered BIGINT NOT NULL DEFAULT 0;
-- Since when no further applications are taken from this person; 0 if they are.
ALTER TABLE persons ADD COLUMN banned_at BIGINT NOT NULL DEFAULT 0;

-- What happened to a lead.
CREATE TABLE lead_history (
    id BYTEA PRIMARY KEY,
    lead BYTEA NOT NULL,
    person BYTEA NOT NULL,
    at BIGINT NOT NULL,
    step BYTEA NOT NULL                -- what and who, sealed under the applicant's key
);
CREATE INDEX lead_history_by_lead ON lead_history (lead);
CREATE INDEX lead_history_by_person ON lead_history (person);

-- Cards that a newer one has replaced.
CREATE TABLE old_cards (
    chat_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    lead BYTEA NOT NULL,
    sent_at BIGINT NOT NULL,
    open BIGINT NOT NULL,              -- 1 until it is known to point to the newer one
    PRIMARY KEY (chat_id, message_id)
);
CREATE INDEX old_cards_by_lead ON old_cards (lead);

-- The message that says how many applications wait to be shown; nothing about anybody.
CREATE TABLE staff_group_notice (
    only_row BIGINT PRIMARY KEY,
    chat_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    shown_at BIGINT NOT NULL
);
