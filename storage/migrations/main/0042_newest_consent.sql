-- Finds a person's newest consent for a purpose without sorting: it is asked for with every update.
DROP INDEX consents_by_person;
CREATE INDEX consents_by_person ON consents (person, purpose, granted_at);
