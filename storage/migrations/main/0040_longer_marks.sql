-- Two more bits of each mark: beside a million applications sixteen found thirty others that do not fit.
-- NULL in rows of earlier versions, which fit either way.
ALTER TABLE contact_marks ADD COLUMN more BIGINT;
DROP INDEX contact_marks_by_mark;
-- Holds all that is compared: the rows themselves are scattered over the file.
CREATE INDEX contact_marks_by_mark ON contact_marks (mark, field, more, lead);
