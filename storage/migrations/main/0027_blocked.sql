-- Since when the person's data is out of use because a dispute about it lasts; 0 if it is in use.
ALTER TABLE persons ADD COLUMN blocked_at BIGINT NOT NULL DEFAULT 0;
