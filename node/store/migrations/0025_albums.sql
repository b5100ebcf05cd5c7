-- Albums: pictures of public posts that their author put together. See the head of 0001_initial.sql for the dialect.

-- `title` and `description` are plain text. `cover_id` is the picture that stands for it; NULL, or gone: the first one

CREATE TABLE albums (
    id          BIGINT PRIMARY KEY,
    uri         TEXT NOT NULL,
    account_id  BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    title       TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    language    TEXT,
    cover_id    BIGINT,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL
);
CREATE INDEX albums_by_account ON albums (account_id, id);

-- A picture is there as long as it hangs on that post. No reference to `media`: an edit may write those rows anew

CREATE TABLE album_pictures (
    album_id BIGINT NOT NULL REFERENCES albums (id) ON DELETE CASCADE,
    media_id BIGINT NOT NULL,
    post_id  BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    place    BIGINT NOT NULL,
    PRIMARY KEY (album_id, media_id)
) /* without rowid */;
CREATE INDEX album_pictures_by_place ON album_pictures (album_id, place);
CREATE INDEX album_pictures_by_post ON album_pictures (post_id);
