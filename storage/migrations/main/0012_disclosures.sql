-- The disclosure register: what was handed out, when, to whom, on what basis. BYTEA `details` is sealed under a key of
-- the disclosure's own and says who asked, who received it, and why.
CREATE TABLE disclosures (
    id BYTEA PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    format TEXT NOT NULL,
    basis TEXT NOT NULL,
    country TEXT NOT NULL,
    fields TEXT NOT NULL,              -- by comma
    who BYTEA,                         -- no longer written: `details` says who asked, sealed
    details BYTEA NOT NULL,
    asked_at BIGINT NOT NULL,
    handed_at BIGINT,                  -- NULL until the first byte may have left
    message_id BIGINT,                 -- the file in the administrator's private chat, while it stands there
    sent_at BIGINT,
    filled BIGINT NOT NULL DEFAULT 0,
    remove_at BIGINT
);
-- Which applications were in it. `person` until their erasure; the reference is random and is what the file names.
CREATE TABLE disclosure_leads (
    disclosure BYTEA NOT NULL,
    reference TEXT NOT NULL,
    person BYTEA,
    erased_on TEXT,                    -- ISO date; from then on the copy out there has to be destroyed by hand
    told BIGINT NOT NULL DEFAULT 0,    -- whether staff have been asked to
    PRIMARY KEY (disclosure, reference)
);
CREATE INDEX disclosure_leads_by_person ON disclosure_leads (person);

-- What administrators announce to people who want offers; nothing about anybody.
CREATE TABLE announcements (
    id BYTEA PRIMARY KEY,
    state TEXT NOT NULL,
    texts TEXT NOT NULL,               -- JSON, by language; emptied when it is over
    policy_version TEXT NOT NULL,
    message_id BIGINT,                 -- in the staff group: the preview, then the progress
    chat_id BIGINT,
    shown TEXT NOT NULL DEFAULT '',
    made_at BIGINT NOT NULL,
    total BIGINT NOT NULL DEFAULT 0,
    sent BIGINT NOT NULL DEFAULT 0,
    skipped BIGINT NOT NULL DEFAULT 0,
    blocked BIGINT NOT NULL DEFAULT 0
);
-- To whom one is still to be sent; a row goes with the sending.
CREATE TABLE letters (
    announcement BYTEA NOT NULL,
    person BYTEA NOT NULL,
    PRIMARY KEY (announcement, person)
);
CREATE INDEX letters_by_person ON letters (person);
