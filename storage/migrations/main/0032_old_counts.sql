-- The first day that a count stands for; '' for that day alone. Old counts are folded until none is of few people.
ALTER TABLE daily_counts ADD COLUMN since TEXT NOT NULL DEFAULT '';
