-- Files that people here upload: whose they are, how far they are worked on, under which names they lie in the storage.
-- Rows of what others attached to their posts stay as they were: no owner, ready, without names. See the head of
-- 0001_initial.sql for the dialect.

-- Whose file, and which person sent it. `place` is what it is for: a post, or the avatar or header of its account
ALTER TABLE media ADD COLUMN account_id BIGINT REFERENCES accounts (id) ON DELETE CASCADE;
ALTER TABLE media ADD COLUMN login_id BIGINT;
ALTER TABLE media ADD COLUMN place TEXT NOT NULL DEFAULT 'post';
ALTER TABLE media ADD COLUMN created_at BIGINT;

-- waiting, processing, ready, failed (then `failure` says why). `upload` and `cover` are files in data_dir/uploads that
-- wait to be worked on: what was sent, and a picture of one's own choice to show for it
ALTER TABLE media ADD COLUMN state TEXT NOT NULL DEFAULT 'ready';
ALTER TABLE media ADD COLUMN failure TEXT NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN upload TEXT NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN cover TEXT NOT NULL DEFAULT '';

-- Names in the storage, `<random>.<ending>`; `url` above is the whole address of `name`
ALTER TABLE media ADD COLUMN name TEXT;
ALTER TABLE media ADD COLUMN preview_name TEXT;
ALTER TABLE media ADD COLUMN size BIGINT;
ALTER TABLE media ADD COLUMN duration_ms BIGINT;
ALTER TABLE media ADD COLUMN preview_width BIGINT;
ALTER TABLE media ADD COLUMN preview_height BIGINT;
ALTER TABLE media ADD COLUMN colours TEXT NOT NULL DEFAULT '[]';

-- Since when a file of ours hangs on no post: from its upload on, and again once its post is deleted. Its author may use
-- it for a day, then it is swept
ALTER TABLE media ADD COLUMN loose_since BIGINT;

CREATE UNIQUE INDEX media_by_name ON media (name) WHERE name IS NOT NULL;
CREATE UNIQUE INDEX media_by_preview_name ON media (preview_name) WHERE preview_name IS NOT NULL;
CREATE INDEX media_by_account ON media (account_id, id) WHERE account_id IS NOT NULL;
CREATE INDEX media_loose ON media (loose_since) WHERE loose_since IS NOT NULL;
CREATE INDEX media_unfinished ON media (id) WHERE state IN ('waiting', 'processing');

-- Files to be deleted from the storage once their time has come. Noted by the transaction that lets go of them (due at
-- once); and before a file is put there (due in an hour), until a row names it: so a crash in between leaves no orphan
CREATE TABLE discarded_files (
    name   TEXT PRIMARY KEY,
    due_at BIGINT NOT NULL
) /* without rowid */;
CREATE INDEX discarded_files_due ON discarded_files (due_at);

-- What is to be seen on an account's pictures
ALTER TABLE accounts ADD COLUMN icon_description TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN header_description TEXT NOT NULL DEFAULT '';
