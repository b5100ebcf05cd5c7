-- Why a planned post was not published, to be told in the language of whoever reads it. See the head of 0001_initial.sql for
-- the dialect.

-- The name of a sentence of the catalogues (`refusal.CODE`), and what that one needs, as JSON; empty where there is none
ALTER TABLE scheduled_posts ADD COLUMN failure_code TEXT NOT NULL DEFAULT '';
ALTER TABLE scheduled_posts ADD COLUMN failure_values TEXT NOT NULL DEFAULT '{}';
