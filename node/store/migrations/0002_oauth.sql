-- Programs that act for people (OAuth 2). Every secret is stored as its SHA-256 only (T-242).

CREATE TABLE apps (
    id            BIGINT PRIMARY KEY,
    client_id     TEXT NOT NULL UNIQUE,
    secret_hash   TEXT NOT NULL,
    name          TEXT NOT NULL,
    website       TEXT NOT NULL DEFAULT '',
    redirect_uris TEXT NOT NULL,
    scopes        TEXT NOT NULL,
    created_at    BIGINT NOT NULL,
    used_at       BIGINT
);

-- A used code stays for a while: whoever presents it again must be noticed (T-233)

CREATE TABLE codes (
    secret_hash  TEXT PRIMARY KEY,
    app_id       BIGINT NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    login_id     BIGINT NOT NULL REFERENCES logins (id) ON DELETE CASCADE,
    account_id   BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    redirect_uri TEXT NOT NULL,
    scopes       TEXT NOT NULL,
    challenge    TEXT NOT NULL DEFAULT '',
    expires_at   BIGINT NOT NULL,
    used_at      BIGINT,
    token_id     BIGINT
) /* without rowid */;
CREATE INDEX codes_by_login ON codes (login_id);
CREATE INDEX codes_by_account ON codes (account_id);
CREATE INDEX codes_by_app ON codes (app_id);
CREATE INDEX codes_by_age ON codes (expires_at);

-- Tokens of before, and those from the command line, belong to no app

ALTER TABLE tokens ADD COLUMN app_id BIGINT REFERENCES apps (id) ON DELETE CASCADE;
ALTER TABLE tokens ADD COLUMN used_at BIGINT;
CREATE INDEX tokens_by_app ON tokens (app_id) WHERE app_id IS NOT NULL;
CREATE INDEX tokens_by_account ON tokens (account_id);

-- Tokens of an app itself, for nobody: in a table of their own, so that none can ever be taken for a person's

CREATE TABLE app_tokens (
    id          BIGINT PRIMARY KEY,
    secret_hash TEXT NOT NULL UNIQUE,
    app_id      BIGINT NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    scopes      TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    used_at     BIGINT NOT NULL
);
CREATE INDEX app_tokens_by_app ON app_tokens (app_id);
CREATE INDEX app_tokens_by_use ON app_tokens (used_at);
