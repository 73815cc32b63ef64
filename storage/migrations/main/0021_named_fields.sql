-- Which fields a consent text is about: receipts say so even when the form has other fields. Earlier texts name these.
ALTER TABLE consent_texts ADD COLUMN fields TEXT NOT NULL DEFAULT 'name,phone,email';
