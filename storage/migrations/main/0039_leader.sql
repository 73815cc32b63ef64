-- Which process leads, if several work on this database: the number of its term, which the next leader raises.
CREATE TABLE leader (
    only_row BIGINT PRIMARY KEY,
    term BIGINT NOT NULL
);
INSERT INTO leader VALUES (1, 0);
