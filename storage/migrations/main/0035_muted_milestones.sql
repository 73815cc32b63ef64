-- What a person does not want to be told of the way of their application.
CREATE TABLE muted_milestones (
    person BYTEA NOT NULL,
    milestone TEXT NOT NULL,
    muted_at BIGINT NOT NULL,
    PRIMARY KEY (person, milestone)
);
