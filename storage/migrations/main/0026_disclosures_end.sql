-- What staff typed about a disclosure ends with the last person in it, and every file has its end.
-- `details` and `place` are sealed under the disclosure's own key; it is destroyed when both are gone.
CREATE TABLE disclosures_anew (
    id BYTEA PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    format TEXT NOT NULL,
    recipient TEXT NOT NULL,           -- what kind: staff, state
    basis TEXT NOT NULL,
    country TEXT NOT NULL,             -- ISO 3166-1; ZZ where an earlier version let people type one
    fields TEXT NOT NULL,              -- by comma
    details BYTEA,                     -- who asked, who received it, and why; NULL when nobody in it is left
    place BYTEA,                       -- where the file stands: the administrator's chat, or a path; NULL when it is gone
    asked_at BIGINT NOT NULL,
    handed_at BIGINT,                  -- NULL until the first byte may have left
    message_id BIGINT,                 -- the file in the administrator's private chat, while it stands there
    sent_at BIGINT,
    filled BIGINT NOT NULL DEFAULT 0,
    remove_at BIGINT                   -- when the file is taken back
);
INSERT INTO disclosures_anew
    SELECT id, reference, format, CASE basis WHEN 'law' THEN 'state' ELSE 'staff' END, basis,
        CASE WHEN length(country) = 2 AND country = upper(country) THEN country ELSE 'ZZ' END,
        fields, details, NULL, asked_at, handed_at, message_id, sent_at, filled, remove_at
    FROM disclosures;
DROP TABLE disclosures;
ALTER TABLE disclosures_anew RENAME TO disclosures;

-- What an administrator has answered before an export, sealed; it goes with the export, or within an hour.
CREATE TABLE disclosure_forms (
    id BYTEA PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    form BYTEA NOT NULL,
    answered BIGINT NOT NULL,          -- how many answers it holds
    destroy_at BIGINT NOT NULL
);
