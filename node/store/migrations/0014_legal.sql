-- What the law asks of a public body: labels for what machines made, the versions of its rules, and what readers who were
-- stopped by a barrier wrote. See the head of 0001_initial.sql for the dialect.

-- `ai` is none, assisted, generated or modified; `automated`: no person wrote this one

ALTER TABLE posts ADD COLUMN ai TEXT NOT NULL DEFAULT 'none';
ALTER TABLE posts ADD COLUMN automated BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE media ADD COLUMN ai TEXT NOT NULL DEFAULT 'none';

-- Every version of a text that somebody may have to be judged by. `channel` is the name of an account here, or empty for the
-- whole node; `content` is JSON

CREATE TABLE document_versions (
    document     TEXT NOT NULL,
    channel      TEXT NOT NULL,
    number       BIGINT NOT NULL,
    content      TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    effective_on TEXT,
    PRIMARY KEY (document, channel, number)
) /* without rowid */;

-- What somebody could not read or use here. `email` is forgotten with the answer; `due_at` is when that is owed

CREATE TABLE hindrances (
    id          BIGINT PRIMARY KEY,
    reference   TEXT NOT NULL UNIQUE,
    channel     TEXT NOT NULL,
    page        TEXT NOT NULL,
    text        TEXT NOT NULL,
    email       TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    due_at      BIGINT NOT NULL,
    closed_at   BIGINT,
    answer      TEXT NOT NULL DEFAULT ''
);
CREATE INDEX hindrances_open ON hindrances (due_at) WHERE closed_at IS NULL;
CREATE INDEX hindrances_closed ON hindrances (closed_at) WHERE closed_at IS NOT NULL;
