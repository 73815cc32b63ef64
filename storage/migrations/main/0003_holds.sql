-- A legal hold: until this moment a wish to be forgotten is honoured by using nothing and destroying nothing.
ALTER TABLE persons ADD COLUMN held_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE persons ADD COLUMN hold_reason BYTEA;  -- sealed
