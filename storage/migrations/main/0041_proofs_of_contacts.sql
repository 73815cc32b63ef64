-- By the proof the key of the person recognises the contact, so that another with an equal mark need not be opened.
-- NULL in rows of earlier versions, which are opened.
ALTER TABLE contact_marks ADD COLUMN person BYTEA;
ALTER TABLE contact_marks ADD COLUMN proof BYTEA;
DROP INDEX contact_marks_by_mark;
-- Holds all that is compared: the rows themselves are scattered over the file.
CREATE INDEX contact_marks_by_mark ON contact_marks (mark, field, more, lead, person, proof);
