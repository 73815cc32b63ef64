-- The lead whose answers the draft corrects; NULL for an application.
ALTER TABLE drafts ADD COLUMN corrects BYTEA;
CREATE INDEX drafts_by_lead ON drafts (corrects) WHERE corrects IS NOT NULL;
-- When an answer was last corrected; 0 if never.
ALTER TABLE leads ADD COLUMN corrected_at BIGINT NOT NULL DEFAULT 0;
-- The name of the field that was asked for when the person sent the message.
ALTER TABLE messages ADD COLUMN field TEXT;
