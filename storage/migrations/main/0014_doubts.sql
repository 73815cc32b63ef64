-- How often something was sent without anybody knowing whether it arrived.
ALTER TABLE outbox ADD COLUMN doubts BIGINT NOT NULL DEFAULT 0;
