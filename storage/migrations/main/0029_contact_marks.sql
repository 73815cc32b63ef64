-- Short keyed hashes of phones and e-mails of applications: thousands of numbers have the same one.
CREATE TABLE contact_marks (
    lead BYTEA NOT NULL,
    field TEXT NOT NULL,
    mark BIGINT NOT NULL,
    PRIMARY KEY (lead, field)
);
CREATE INDEX contact_marks_by_mark ON contact_marks (mark);
