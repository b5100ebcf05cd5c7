-- The life of a channel, and its sheet (Steckbrief). See the head of 0001_initial.sql for the dialect.

-- Accounts that were there before are at work
ALTER TABLE accounts ADD COLUMN phase TEXT NOT NULL DEFAULT 'betrieb';

-- Which organisation of the configuration answers for a channel that was made here
CREATE TABLE channel_offices (
    account_id   BIGINT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    organization TEXT NOT NULL
);

-- Every step from one phase to the next; of a channel that was made, `before` is empty
CREATE TABLE phase_changes (
    id         BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    login_id   BIGINT,
    before     TEXT NOT NULL DEFAULT '',
    after      TEXT NOT NULL,
    reason     TEXT NOT NULL DEFAULT '',
    at         BIGINT NOT NULL
);
CREATE INDEX phase_changes_by_account ON phase_changes (account_id, id);

-- The sheet of a channel in all its versions; `content` is JSON, what was typed by the key of the field
CREATE TABLE channel_sheets (
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    number     BIGINT NOT NULL,
    content    TEXT NOT NULL,
    login_id   BIGINT,
    at         BIGINT NOT NULL,
    PRIMARY KEY (account_id, number)
) /* without rowid */;
