-- How often a colleague called in vain, and when last; 0 once somebody was reached.
ALTER TABLE leads ADD COLUMN tries BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leads ADD COLUMN tried_at BIGINT NOT NULL DEFAULT 0;
