-- Collections that are reported, and hashtags that accounts elsewhere show on their profiles. See the head of
-- 0001_initial.sql for the dialect.

-- JSON: the ids of the reported account's collections; those that are deleted stay named
ALTER TABLE reports ADD COLUMN collection_ids TEXT NOT NULL DEFAULT '[]';

-- When the hashtags that an account elsewhere features were last asked for; NULL for never
ALTER TABLE accounts ADD COLUMN tags_fetched_at BIGINT;
