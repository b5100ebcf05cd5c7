-- Second factors, letters to people, and sessions a person can tell apart (M17). Secrets that come back to us are stored
-- as their SHA-256 only (T-242); the one of a code generator has to be known to check its codes, like private keys it
-- lies in the database as it is.

ALTER TABLE logins ADD COLUMN confirmed_at BIGINT;
ALTER TABLE logins ADD COLUMN new_email TEXT;
ALTER TABLE logins ADD COLUMN digest BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE logins ADD COLUMN digest_at BIGINT;
CREATE INDEX logins_by_digest ON logins (digest_at) WHERE digest;

-- `browser` is its family and system ("Firefox, Windows"); where somebody was is not kept

ALTER TABLE sessions ADD COLUMN browser TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN used_at BIGINT;
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE browsers (
    login_id BIGINT NOT NULL REFERENCES logins (id) ON DELETE CASCADE,
    browser  TEXT NOT NULL,
    seen_at  BIGINT NOT NULL,
    PRIMARY KEY (login_id, browser)
) /* without rowid */;
CREATE INDEX browsers_by_age ON browsers (seen_at);

-- `last_step`: the newest period a code was taken of; none is taken twice

CREATE TABLE code_generators (
    login_id   BIGINT PRIMARY KEY REFERENCES logins (id) ON DELETE CASCADE,
    secret     TEXT NOT NULL,
    last_step  BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE recovery_codes (
    login_id  BIGINT NOT NULL REFERENCES logins (id) ON DELETE CASCADE,
    code_hash TEXT NOT NULL,
    used_at   BIGINT,
    PRIMARY KEY (login_id, code_hash)
) /* without rowid */;

CREATE TABLE passkeys (
    id            BIGINT PRIMARY KEY,
    login_id      BIGINT NOT NULL REFERENCES logins (id) ON DELETE CASCADE,
    credential_id TEXT NOT NULL UNIQUE,
    public_key    TEXT NOT NULL,
    sign_count    BIGINT NOT NULL,
    name          TEXT NOT NULL,
    created_at    BIGINT NOT NULL,
    used_at       BIGINT
);
CREATE INDEX passkeys_by_login ON passkeys (login_id);

-- What a passkey has to sign, each once. Without a login: whoever asks to log in with nothing else

CREATE TABLE challenges (
    challenge_hash TEXT PRIMARY KEY,
    purpose        TEXT NOT NULL,
    login_id       BIGINT REFERENCES logins (id) ON DELETE CASCADE,
    expires_at     BIGINT NOT NULL
) /* without rowid */;
CREATE INDEX challenges_by_end ON challenges (expires_at);
CREATE INDEX challenges_by_login ON challenges (login_id) WHERE login_id IS NOT NULL;

-- Between the password and the second factor. Not among the sessions, so that none can ever be taken for one (T-238)

CREATE TABLE half_logins (
    secret_hash TEXT PRIMARY KEY,
    login_id    BIGINT NOT NULL REFERENCES logins (id) ON DELETE CASCADE,
    tries       BIGINT NOT NULL DEFAULT 0,
    expires_at  BIGINT NOT NULL
) /* without rowid */;
CREATE INDEX half_logins_by_login ON half_logins (login_id);
CREATE INDEX half_logins_by_end ON half_logins (expires_at);

-- What a link in a letter is worth, and to which address it went (T-237)

CREATE TABLE tickets (
    secret_hash TEXT PRIMARY KEY,
    login_id    BIGINT NOT NULL REFERENCES logins (id) ON DELETE CASCADE,
    purpose     TEXT NOT NULL,
    email       TEXT NOT NULL,
    expires_at  BIGINT NOT NULL
) /* without rowid */;
CREATE INDEX tickets_by_login ON tickets (login_id, purpose);
CREATE INDEX tickets_by_end ON tickets (expires_at);
