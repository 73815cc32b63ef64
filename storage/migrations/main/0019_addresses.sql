-- What was a number in Telegram is an address with its channel. Only its person's key can seal it anew:
-- storage/seal_anew.py does, when the store is opened.
ALTER TABLE persons RENAME COLUMN telegram_id TO address;
-- What a tombstone knows them by. NULL while the address is as an earlier version sealed it; then it is its hash.
ALTER TABLE persons ADD COLUMN mark BYTEA;
CREATE INDEX persons_sealed_before ON persons (person) WHERE mark IS NULL;
