-- What pages say beside posts: the warning above everything, and corrections. See the head of 0001_initial.sql for the dialect.

-- One of them stands at a time: the newest, as long as it is neither taken down nor over. `text_en` may be empty, `link` is a
-- path of ours, an https address or empty

CREATE TABLE warnings (
    id         BIGINT PRIMARY KEY,
    level      TEXT NOT NULL,
    text_de    TEXT NOT NULL,
    text_en    TEXT NOT NULL DEFAULT '',
    link       TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    ends_at    BIGINT,
    cleared_at BIGINT
);

-- What was wrong in a post and is right now, in its author's words; posts carry the newest

CREATE TABLE corrections (
    id      BIGINT PRIMARY KEY,
    post_id BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    note    TEXT NOT NULL,
    at      BIGINT NOT NULL
);
CREATE INDEX corrections_by_post ON corrections (post_id, id);

ALTER TABLE posts ADD COLUMN correction TEXT NOT NULL DEFAULT '';
ALTER TABLE posts ADD COLUMN corrected_at BIGINT;

-- What hung on a version, as JSON: [[address of a file, its description]], [options of its poll]; empty: not known

ALTER TABLE post_versions ADD COLUMN files TEXT NOT NULL DEFAULT '';
ALTER TABLE post_versions ADD COLUMN options TEXT NOT NULL DEFAULT '';

-- Whether it is there in Leichte Sprache, in full or beside other words

ALTER TABLE posts ADD COLUMN has_easy BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE posts SET has_easy = TRUE WHERE language LIKE '%-simple%' OR contents LIKE '%-simple%":%';
CREATE INDEX posts_easy ON posts (id) WHERE has_easy AND deleted_at IS NULL;
