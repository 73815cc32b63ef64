-- Since when the chat of an erased person is out of reach, because they blocked the bot or their account is gone; NULL if
-- it is not. What could not be deleted until the end stays there, and this says why.
ALTER TABLE erasures ADD COLUMN out_of_reach_at BIGINT;
