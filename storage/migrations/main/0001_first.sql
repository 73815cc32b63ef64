-- Times are milliseconds since 1970 UTC; ids are made by the application; BYTEA columns of persons, drafts and leads
-- that hold what somebody said are sealed under that person's key.

CREATE TABLE persons (
    person BYTEA PRIMARY KEY,          -- HMAC of the Telegram id
    telegram_id BYTEA NOT NULL,        -- sealed
    language TEXT NOT NULL,
    asking TEXT,                       -- the yes-or-no question that is open
    erasing BIGINT NOT NULL DEFAULT 0, -- 1 from the wish until the rows are gone
    created_at BIGINT NOT NULL
);

CREATE TABLE consents (
    id BYTEA PRIMARY KEY,
    person BYTEA NOT NULL,
    purpose TEXT NOT NULL,
    text_hash TEXT NOT NULL,
    language TEXT NOT NULL,
    policy_url TEXT NOT NULL,
    policy_version TEXT NOT NULL,
    policy_date TEXT NOT NULL,
    update_id BIGINT NOT NULL,
    granted_at BIGINT NOT NULL,
    withdrawn_at BIGINT
);
CREATE INDEX consents_by_person ON consents (person);

CREATE TABLE consent_texts (
    hash TEXT PRIMARY KEY,
    language TEXT NOT NULL,
    body TEXT NOT NULL
);

CREATE TABLE drafts (
    person BYTEA PRIMARY KEY,
    id BYTEA NOT NULL UNIQUE,
    step TEXT NOT NULL,
    revision BIGINT NOT NULL,
    version BIGINT NOT NULL,
    answers BYTEA NOT NULL,            -- sealed
    changed_at BIGINT NOT NULL,
    destroy_at BIGINT NOT NULL
);
CREATE INDEX drafts_due ON drafts (destroy_at);

CREATE TABLE leads (
    id BYTEA PRIMARY KEY,              -- the draft's id: one draft can become one lead only
    reference TEXT NOT NULL UNIQUE,
    person BYTEA NOT NULL,
    language TEXT NOT NULL,
    repeated BIGINT NOT NULL,
    details BYTEA NOT NULL,            -- sealed
    status TEXT NOT NULL,
    outcome TEXT,
    owner BYTEA,                       -- HMAC of the Telegram id of the colleague
    owner_name BYTEA,                  -- sealed under the applicant's key
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    destroy_at BIGINT NOT NULL
);
CREATE INDEX leads_by_person ON leads (person);
CREATE INDEX leads_due ON leads (destroy_at);

CREATE TABLE cards (
    lead BYTEA PRIMARY KEY,
    chat_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    sent_at BIGINT NOT NULL,
    shown TEXT NOT NULL                -- digest of what the card shows now
);

CREATE TABLE messages (
    person BYTEA NOT NULL,
    message_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    PRIMARY KEY (person, message_id)
);

CREATE TABLE outbox (
    id BIGINT PRIMARY KEY,
    lane TEXT NOT NULL,                -- 'staff', or the person's pseudonym in hex
    kind TEXT NOT NULL,
    subject BYTEA NOT NULL,
    urgency BIGINT NOT NULL,
    version BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    UNIQUE (kind, subject)
);
CREATE INDEX outbox_due ON outbox (due_at);

CREATE TABLE erasures (
    id BYTEA PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    reason TEXT NOT NULL,
    stage TEXT NOT NULL,
    person BYTEA,                      -- until the rows are gone
    details BYTEA,                     -- where to answer, sealed under the erasure's own key; until done
    requested_at BIGINT NOT NULL,
    destroyed_at BIGINT,
    done_at BIGINT
);

CREATE TABLE erasure_messages (
    erasure BYTEA NOT NULL,
    place TEXT NOT NULL,               -- 'private' or 'staff'
    chat_id BIGINT,                    -- of the staff group; a private chat is known only under the erasure's key
    message_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    reference TEXT,
    outcome TEXT,
    PRIMARY KEY (erasure, place, message_id)
);

CREATE TABLE seen_updates (
    update_id BIGINT PRIMARY KEY,
    seen_at BIGINT NOT NULL
);

CREATE TABLE daily_counts (
    day TEXT NOT NULL,
    event TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (day, event)
);
