-- Of messages that are filled with a person's data: whether a fill is on its way whose answer nobody has heard
-- (unanswered), and until when one that nobody heard of may still take effect (late_until, milliseconds since 1970).
ALTER TABLE cards ADD COLUMN unanswered BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cards ADD COLUMN late_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE old_cards ADD COLUMN unanswered BIGINT NOT NULL DEFAULT 0;
ALTER TABLE old_cards ADD COLUMN late_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN unanswered BIGINT NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN late_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE erasure_messages ADD COLUMN unanswered BIGINT NOT NULL DEFAULT 0;
ALTER TABLE erasure_messages ADD COLUMN late_until BIGINT NOT NULL DEFAULT 0;
