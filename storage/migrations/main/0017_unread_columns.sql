-- Without the columns that nothing reads. Made anew, because DROP COLUMN needs SQLite 3.35.
CREATE TABLE disclosures_anew (
    id BYTEA PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    format TEXT NOT NULL,
    basis TEXT NOT NULL,
    country TEXT NOT NULL,
    fields TEXT NOT NULL,              -- by comma
    details BYTEA NOT NULL,
    asked_at BIGINT NOT NULL,
    handed_at BIGINT,                  -- NULL until the first byte may have left
    message_id BIGINT,                 -- the file in the administrator's private chat, while it stands there
    sent_at BIGINT,
    filled BIGINT NOT NULL DEFAULT 0,
    remove_at BIGINT
);
INSERT INTO disclosures_anew
    SELECT id, reference, format, basis, country, fields, details, asked_at, handed_at, message_id, sent_at, filled,
        remove_at
    FROM disclosures;
DROP TABLE disclosures;
ALTER TABLE disclosures_anew RENAME TO disclosures;

CREATE TABLE announcements_anew (
    id BYTEA PRIMARY KEY,
    state TEXT NOT NULL,
    texts TEXT NOT NULL,               -- JSON, by language; emptied when it is over
    policy_version TEXT NOT NULL,
    message_id BIGINT,                 -- in the staff group: the preview, then the progress
    chat_id BIGINT,
    made_at BIGINT NOT NULL,
    total BIGINT NOT NULL DEFAULT 0,
    sent BIGINT NOT NULL DEFAULT 0,
    skipped BIGINT NOT NULL DEFAULT 0,
    blocked BIGINT NOT NULL DEFAULT 0
);
INSERT INTO announcements_anew
    SELECT id, state, texts, policy_version, message_id, chat_id, made_at, total, sent, skipped, blocked
    FROM announcements;
DROP TABLE announcements;
ALTER TABLE announcements_anew RENAME TO announcements;

CREATE TABLE staff_group_anew (
    only_row BIGINT PRIMARY KEY,
    chat_id BIGINT NOT NULL
);
INSERT INTO staff_group_anew SELECT only_row, chat_id FROM staff_group;
DROP TABLE staff_group;
ALTER TABLE staff_group_anew RENAME TO staff_group;
