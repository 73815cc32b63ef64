-- Every sweep asks for wishes not carried out yet, and every stranger's message whether they are just being erased.
-- `person` stays until the person is told, so that what they write meanwhile can be taken back too.
CREATE INDEX erasures_by_stage ON erasures (stage);
CREATE INDEX erasures_by_person ON erasures (person);
-- Proofs end too.
CREATE INDEX erasures_by_end ON erasures (done_at);

-- When the person was told that it takes longer.
ALTER TABLE erasures ADD COLUMN delayed_at BIGINT;

-- When the log of the database held nothing of the rows any more: a reader can delay that.
ALTER TABLE erasures ADD COLUMN cleared_at BIGINT;
UPDATE erasures SET cleared_at = destroyed_at;
CREATE INDEX erasures_not_cleared ON erasures (destroyed_at) WHERE cleared_at IS NULL;
