-- Where something is or happens. See the head of 0001_initial.sql for the dialect.

-- The place a post names, as JSON; empty where it names none
ALTER TABLE posts ADD COLUMN place TEXT NOT NULL DEFAULT '';

-- The same to look for: folded words with a space before each, and the position in millionths of a degree
CREATE TABLE places (
    post_id   BIGINT PRIMARY KEY REFERENCES posts (id) ON DELETE CASCADE,
    words     TEXT NOT NULL,
    latitude  BIGINT,
    longitude BIGINT
);
CREATE INDEX places_by_position ON places (latitude, longitude) WHERE latitude IS NOT NULL;
