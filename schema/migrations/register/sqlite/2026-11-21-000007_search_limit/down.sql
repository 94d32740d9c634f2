ALTER TABLE profile DROP COLUMN search_hits;
