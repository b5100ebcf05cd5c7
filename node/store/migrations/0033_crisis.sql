-- What is published at once in a crisis. See the head of 0001_initial.sql for the dialect.

-- What somebody with the crisis role published, and who looked at it afterwards: `subject` is post or warning, `outcome` empty
-- (it waits), confirmed, corrected or withdrawn. `reviewer_id` is a log-in; NULL of one that was looked at: the command line

CREATE TABLE crisis_reviews (
    id          BIGINT PRIMARY KEY,
    subject     TEXT NOT NULL,
    subject_id  BIGINT NOT NULL,
    account_id  BIGINT NOT NULL,
    login_id    BIGINT,
    made_at     BIGINT NOT NULL,
    outcome     TEXT NOT NULL DEFAULT '',
    note        TEXT NOT NULL DEFAULT '',
    reviewer_id BIGINT,
    reviewed_at BIGINT
);
CREATE INDEX crisis_reviews_by_subject ON crisis_reviews (subject, subject_id, id);
CREATE INDEX crisis_reviews_open ON crisis_reviews (id) WHERE reviewed_at IS NULL;
CREATE INDEX crisis_reviews_by_time ON crisis_reviews (reviewed_at) WHERE reviewed_at IS NOT NULL;

-- What a warning says to programs (CAP 1.2): `category` is one of its words, `event` a word or two. An exercise is for who is
-- logged in. `account_id` is the account it was done for, `replaces_id` the one that it took the place of; NULL for none

ALTER TABLE warnings ADD COLUMN category TEXT NOT NULL DEFAULT 'Other';
ALTER TABLE warnings ADD COLUMN event TEXT NOT NULL DEFAULT '';
ALTER TABLE warnings ADD COLUMN instruction_de TEXT NOT NULL DEFAULT '';
ALTER TABLE warnings ADD COLUMN instruction_en TEXT NOT NULL DEFAULT '';
ALTER TABLE warnings ADD COLUMN is_exercise BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE warnings ADD COLUMN account_id BIGINT;
ALTER TABLE warnings ADD COLUMN replaces_id BIGINT;
CREATE INDEX warnings_replacing ON warnings (replaces_id) WHERE replaces_id IS NOT NULL;

-- Warnings of others that pages here show: `source` is the key of where it comes from, `place` what it is called there, `mark`
-- in which state. What ended stays for a while (`ended_at`), so that it does not come back

CREATE TABLE mirrored_warnings (
    source       TEXT NOT NULL,
    sender       TEXT NOT NULL,
    identifier   TEXT NOT NULL,
    place        TEXT NOT NULL,
    mark         TEXT NOT NULL,
    sent_at      BIGINT NOT NULL,
    level        TEXT NOT NULL,
    speaker      TEXT NOT NULL,
    text_de      TEXT NOT NULL,
    text_en      TEXT NOT NULL DEFAULT '',
    link         TEXT NOT NULL DEFAULT '',
    expires_at   BIGINT,
    confirmed_at BIGINT NOT NULL,
    ended_at     BIGINT,
    PRIMARY KEY (source, sender, identifier)
);
