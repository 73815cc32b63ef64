-- How a person rates the service after their application was closed. The words are sealed with the person's key.
CREATE TABLE feedback (
    lead BLOB PRIMARY KEY,
    rating BIGINT NOT NULL,
    given_at BIGINT NOT NULL,
    words BLOB
);
