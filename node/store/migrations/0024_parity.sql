-- What apps may ask of a post and of a node. See the head of 0001_initial.sql for the dialect.

-- How its options stand is told when it has ended
ALTER TABLE polls ADD COLUMN hides_totals BOOLEAN NOT NULL DEFAULT FALSE;

-- Hashtags as they were written: those of a post in the order of `tags` (JSON; empty: none is written otherwise than folded),
-- those of public and unlisted posts beside their folded form, and how somebody wrote one that they show
ALTER TABLE posts ADD COLUMN written_tags TEXT NOT NULL DEFAULT '';
ALTER TABLE post_tags ADD COLUMN written TEXT NOT NULL DEFAULT '';
ALTER TABLE featured_tags ADD COLUMN written TEXT NOT NULL DEFAULT '';

-- The web site of the app a post was written with
ALTER TABLE posts ADD COLUMN application_url TEXT NOT NULL DEFAULT '';

-- How often somebody was turned away by a blocked mail host, by day (days since 1970); kept for a week
CREATE TABLE email_host_refusals (
    block_id BIGINT NOT NULL REFERENCES email_host_blocks (id) ON DELETE CASCADE,
    day      BIGINT NOT NULL,
    number   BIGINT NOT NULL,
    PRIMARY KEY (block_id, day)
) /* without rowid */;
