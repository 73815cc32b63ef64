-- What a consent text promises as values (JSON, nothing about a person), so that a receipt can be made again exactly.
ALTER TABLE consent_texts ADD COLUMN terms TEXT;
-- When a message goes by itself; NULL for those that go with the conversation.
ALTER TABLE messages ADD COLUMN remove_at BIGINT;
CREATE INDEX messages_due ON messages (remove_at);
