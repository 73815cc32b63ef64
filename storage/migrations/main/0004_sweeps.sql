-- When a job that runs once a night last succeeded; nothing about anybody.
CREATE TABLE sweeps (
    name TEXT PRIMARY KEY,
    succeeded_at BIGINT NOT NULL
);
