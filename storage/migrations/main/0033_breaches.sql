-- Between which moments data may have been seen by somebody without a right to; nothing about anybody.
CREATE TABLE breaches (
    id BYTEA PRIMARY KEY,
    start_at BIGINT NOT NULL,
    end_at BIGINT NOT NULL,
    listed_at BIGINT NOT NULL
);
