-- Deadlines are columns; NULL is never.
ALTER TABLE drafts ADD COLUMN stirred_at BIGINT NOT NULL DEFAULT 0;   -- when the person last did anything
ALTER TABLE drafts ADD COLUMN remind_at BIGINT;
ALTER TABLE drafts ADD COLUMN reminders BIGINT NOT NULL DEFAULT 0;    -- how many there have been
CREATE INDEX drafts_remind ON drafts (remind_at);

ALTER TABLE leads ADD COLUMN nudge_at BIGINT;                         -- staff are told that it waits
ALTER TABLE leads ADD COLUMN nudges BIGINT NOT NULL DEFAULT 0;        -- how often, since it became what it is
ALTER TABLE leads ADD COLUMN warn_at BIGINT;                          -- staff are told that it ends soon
ALTER TABLE leads ADD COLUMN gather_at BIGINT;                        -- staff find it in the morning's message
CREATE INDEX leads_nudge ON leads (nudge_at);
CREATE INDEX leads_warn ON leads (warn_at);
CREATE INDEX leads_gather ON leads (gather_at);

-- The version of the policy somebody has agreed to or was asked about.
ALTER TABLE persons ADD COLUMN policy_asked TEXT NOT NULL DEFAULT '';
CREATE INDEX persons_policy ON persons (policy_asked);

-- When staff were told that a job has not succeeded for too long; NULL once it does again.
ALTER TABLE sweeps ADD COLUMN told_at BIGINT;
