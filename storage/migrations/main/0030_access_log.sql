-- Who saw the contacts of whom: the presses that showed them. Colleagues stand there as numbers.
CREATE TABLE disclosure_specialists (
    number BIGINT PRIMARY KEY,
    pseudonym BYTEA NOT NULL UNIQUE,   -- HMAC of the colleague's address, as in leads.owner
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);
CREATE TABLE access_log (
    lead BYTEA NOT NULL,
    reference TEXT NOT NULL,
    specialist BIGINT NOT NULL,        -- a number; 0 is somebody at the command line
    how TEXT NOT NULL,                 -- the press or the command that showed them
    at BIGINT NOT NULL
);
CREATE INDEX access_log_by_lead ON access_log (lead);
CREATE INDEX access_log_by_time ON access_log (at);
