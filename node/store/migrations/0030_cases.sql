-- Questions that a channel deals with, and passes on to whom they belong. See the head of 0001_initial.sql for the dialect.

-- Of a question only its address is kept. `from_id` passed it on to us (0: it was asked of us) with the post `note_id`; `to_id` is
-- whom we passed it on to, with our post `sent_id`, and `said_state`, `said_to`, `said_at` what they said of it since then

CREATE TABLE cases (
    id           BIGINT PRIMARY KEY,
    account_id   BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    question_uri TEXT NOT NULL,
    from_id      BIGINT NOT NULL DEFAULT 0,
    state        TEXT NOT NULL,
    note_id      BIGINT,
    to_id        BIGINT,
    sent_id      BIGINT,
    said_state   TEXT NOT NULL DEFAULT '',
    said_to      TEXT NOT NULL DEFAULT '',
    said_at      BIGINT,
    answer_uri   TEXT,
    opened_at    BIGINT NOT NULL,
    changed_at   BIGINT NOT NULL,
    UNIQUE (account_id, question_uri, from_id)
);
CREATE INDEX cases_by_state ON cases (account_id, state, id);
CREATE INDEX cases_by_question ON cases (question_uri);
CREATE INDEX cases_by_note ON cases (note_id) WHERE note_id IS NOT NULL;
CREATE INDEX cases_sent ON cases (sent_id) WHERE sent_id IS NOT NULL;
CREATE INDEX cases_passed_on ON cases (to_id) WHERE to_id IS NOT NULL;

-- Channels in which every question opens a case by itself; `acknowledges`: whoever asks is told once that it has come

CREATE TABLE case_settings (
    account_id   BIGINT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    opens        BOOLEAN NOT NULL,
    acknowledges BOOLEAN NOT NULL
);

-- What a post says about a case, as JSON; empty for nearly all
ALTER TABLE posts ADD COLUMN case_said TEXT NOT NULL DEFAULT '';
