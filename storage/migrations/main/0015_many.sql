-- Many may wait for the same message: those in a conversation are found without looking at them.
CREATE INDEX outbox_ready ON outbox (urgency, due_at);
CREATE INDEX seen_updates_by_time ON seen_updates (seen_at);
