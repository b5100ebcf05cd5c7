-- What apps may ask of a post and of a node. See the head of 0001_initial.sql for the dialect.

-- How its options stand is told when it has ended
ALTER TABLE polls ADD COLUMN hides_totals BOOLEAN NOT NULL DEFAULT FALSE;
