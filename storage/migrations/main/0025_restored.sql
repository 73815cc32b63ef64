-- When this person came back from a backup without the newest file of erasures: until the operator confirms that nobody was
-- erased since, their contacts are not shown. 0 if nothing is to be confirmed.
ALTER TABLE persons ADD COLUMN restored_at BIGINT NOT NULL DEFAULT 0;

-- Folders into which backups were made; nothing about anybody.
CREATE TABLE backup_folders (
    folder TEXT PRIMARY KEY,
    last_at BIGINT NOT NULL
);
