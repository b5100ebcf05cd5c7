-- What people keep for themselves when they read with an app: bookmarks, mutes, notes, where they stopped reading, how
-- they like to post. See the head of 0001_initial.sql for the dialect.

CREATE TABLE bookmarks (
    id         BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    post_id    BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    UNIQUE (account_id, post_id)
);
CREATE INDEX bookmarks_by_account ON bookmarks (account_id, id);
CREATE INDEX bookmarks_by_post ON bookmarks (post_id);

CREATE TABLE mutes (
    account_id    BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    target_id     BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    notifications BOOLEAN NOT NULL DEFAULT TRUE,
    expires_at    BIGINT,
    created_at    BIGINT NOT NULL,
    PRIMARY KEY (account_id, target_id)
) /* without rowid */;
CREATE INDEX mutes_by_target ON mutes (target_id);
CREATE INDEX mutes_expiring ON mutes (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE thread_mutes (
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    thread_id  BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, thread_id)
) /* without rowid */;
CREATE INDEX thread_mutes_by_thread ON thread_mutes (thread_id);

-- Whole hosts that one person does not want to see

CREATE TABLE host_mutes (
    id         BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    host       TEXT NOT NULL,
    UNIQUE (account_id, host)
);

CREATE TABLE account_notes (
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    target_id  BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    text       TEXT NOT NULL,
    PRIMARY KEY (account_id, target_id)
) /* without rowid */;
CREATE INDEX account_notes_by_target ON account_notes (target_id);

CREATE TABLE endorsements (
    id         BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    target_id  BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    UNIQUE (account_id, target_id)
);
CREATE INDEX endorsements_by_target ON endorsements (target_id);

CREATE TABLE markers (
    account_id   BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    timeline     TEXT NOT NULL,
    last_read_id BIGINT NOT NULL,
    version      BIGINT NOT NULL DEFAULT 1,
    updated_at   BIGINT NOT NULL,
    PRIMARY KEY (account_id, timeline)
) /* without rowid */;

-- A post that is sent twice, because the answer to the first time was lost, is published once

CREATE TABLE post_keys (
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    sent_as    TEXT NOT NULL,
    post_id    BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (account_id, sent_as)
) /* without rowid */;
CREATE INDEX post_keys_by_age ON post_keys (at);

CREATE TABLE preferences (
    account_id BIGINT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    settings   TEXT NOT NULL
);

ALTER TABLE follows ADD COLUMN notifies BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE follows ADD COLUMN languages TEXT NOT NULL DEFAULT '[]';
ALTER TABLE posts ADD COLUMN application TEXT NOT NULL DEFAULT '';
ALTER TABLE reports ADD COLUMN category TEXT NOT NULL DEFAULT 'other';

CREATE INDEX follows_notifying ON follows (followed_id) WHERE notifies;
CREATE INDEX reactions_in_time ON reactions (account_id, created_at);
CREATE INDEX accounts_in_directory ON accounts (last_post_at) WHERE discoverable AND deleted_at IS NULL;

-- The words of posts, folded as they are searched (`text/fold.py`), parted by single spaces. Each engine has its own index
-- over them; what is in a comment that names an engine is run by that engine only

CREATE TABLE post_texts (
    post_id BIGINT PRIMARY KEY REFERENCES posts (id) ON DELETE CASCADE,
    words   TEXT -- NULL: not worked out yet
);
CREATE INDEX post_texts_waiting ON post_texts (post_id) WHERE words IS NULL;

/* only sqlite:
CREATE VIRTUAL TABLE post_words USING fts5(words, content='post_texts', content_rowid='post_id',
    tokenize="unicode61 remove_diacritics 0", prefix='2 3 4');
CREATE TRIGGER post_texts_added AFTER INSERT ON post_texts WHEN new.words IS NOT NULL BEGIN
    INSERT INTO post_words (rowid, words) VALUES (new.post_id, new.words);
END;
CREATE TRIGGER post_texts_removed AFTER DELETE ON post_texts WHEN old.words IS NOT NULL BEGIN
    INSERT INTO post_words (post_words, rowid, words) VALUES ('delete', old.post_id, old.words);
END;
CREATE TRIGGER post_texts_changes BEFORE UPDATE ON post_texts WHEN old.words IS NOT NULL BEGIN
    INSERT INTO post_words (post_words, rowid, words) VALUES ('delete', old.post_id, old.words);
END;
CREATE TRIGGER post_texts_changed AFTER UPDATE ON post_texts WHEN new.words IS NOT NULL BEGIN
    INSERT INTO post_words (rowid, words) VALUES (new.post_id, new.words);
END;
*/

/* only postgres:
CREATE INDEX post_words ON post_texts USING gin (array_to_tsvector(string_to_array(words, ' ')));
*/
