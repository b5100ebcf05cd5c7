-- What people take along and bring with them. See the head of 0001_initial.sql for the dialect.

-- Archives that somebody asked for in their settings. `name` is that of the file in data_dir/archives, and cannot be guessed.
-- `state` is waiting, making, ready or failed (then `why`); whoever makes it has it until `leased_until`. The file goes at `expires_at`

CREATE TABLE archives (
    id           BIGINT PRIMARY KEY,
    account_id   BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    login_id     BIGINT,
    name         TEXT NOT NULL UNIQUE,
    state        TEXT NOT NULL DEFAULT 'waiting',
    why          TEXT NOT NULL DEFAULT '',
    size         BIGINT NOT NULL DEFAULT 0,
    asked_at     BIGINT NOT NULL,
    made_at      BIGINT,
    expires_at   BIGINT NOT NULL,
    leased_until BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX archives_by_account ON archives (account_id, id);
CREATE INDEX archives_by_end ON archives (expires_at);

-- Tables (CSV) that somebody brought: `rows` is JSON, as read; `replaces`: what is not among them goes. `done` of `total` have
-- been worked off, `failures` says of some of the others why not: [[line, reason], ...]

CREATE TABLE list_imports (
    id         BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    login_id   BIGINT,
    kind       TEXT NOT NULL,
    replaces   BOOLEAN NOT NULL,
    rows       TEXT NOT NULL,
    total      BIGINT NOT NULL,
    done       BIGINT NOT NULL DEFAULT 0,
    failed     BIGINT NOT NULL DEFAULT 0,
    removed    BIGINT NOT NULL DEFAULT 0,
    failures   TEXT NOT NULL DEFAULT '[]',
    created_at BIGINT NOT NULL,
    ended_at   BIGINT
);
CREATE INDEX list_imports_by_account ON list_imports (account_id, id);
CREATE INDEX list_imports_ended ON list_imports (ended_at) WHERE ended_at IS NOT NULL;
