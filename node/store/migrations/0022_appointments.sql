-- When something happens. See the head of 0001_initial.sql for the dialect.

-- When the event is that a post tells of, as JSON; empty for posts that are none
ALTER TABLE posts ADD COLUMN appointment TEXT NOT NULL DEFAULT '';
CREATE INDEX posts_with_appointment ON posts (author_id) WHERE appointment <> '';

-- The same to look for: from when to before when, `over_at` also where nobody said how long it lasts
CREATE TABLE appointments (
    post_id   BIGINT PRIMARY KEY REFERENCES posts (id) ON DELETE CASCADE,
    starts_at BIGINT NOT NULL,
    over_at   BIGINT NOT NULL
);
CREATE INDEX appointments_by_start ON appointments (starts_at, post_id);
