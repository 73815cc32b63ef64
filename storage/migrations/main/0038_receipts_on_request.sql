-- A receipt comes when somebody asks for it; those that still wait to be sent are had in /consents.
DELETE FROM outbox WHERE kind = 'receipt';
