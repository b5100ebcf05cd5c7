-- What those who moderate and administer decide: about accounts, hosts, addresses of mail and of machines, and trends. See
-- the head of 0001_initial.sql for the dialect.

-- A host that is silenced or blocked marks its accounts with the moment of that decision, so that every list asks one
-- column, and lifting it frees those and no others

ALTER TABLE accounts ADD COLUMN silenced_at BIGINT;
ALTER TABLE accounts ADD COLUMN sensitized_at BIGINT;
CREATE INDEX accounts_silenced ON accounts (id) WHERE silenced_at IS NOT NULL;
CREATE INDEX accounts_suspended ON accounts (id) WHERE suspended_at IS NOT NULL;

-- What an account was told when something was decided about it. Who decided is in `acts`, and told to nobody (T-141)

CREATE TABLE strikes (
    id         BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    measure    TEXT NOT NULL,
    text       TEXT NOT NULL,
    post_ids   TEXT NOT NULL DEFAULT '[]',
    report_id  BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX strikes_by_account ON strikes (account_id, id);

ALTER TABLE reports ADD COLUMN rule_ids TEXT NOT NULL DEFAULT '[]';
ALTER TABLE reports ADD COLUMN assigned_id BIGINT;
ALTER TABLE reports ADD COLUMN resolved_by_id BIGINT;
ALTER TABLE reports ADD COLUMN updated_at BIGINT;
CREATE INDEX reports_by_target ON reports (target_id, id);
CREATE INDEX reports_by_reporter ON reports (reporter_id, id);
CREATE INDEX reports_open ON reports (id) WHERE resolved_at IS NULL;

-- What those who moderate tell each other about a report

CREATE TABLE report_notes (
    id         BIGINT PRIMARY KEY,
    report_id  BIGINT NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL,
    text       TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX report_notes_by_report ON report_notes (report_id, id);

-- `policy` is open, noted (only what is rejected counts), silenced or blocked; `reason` is for those who administer,
-- `public_reason` for everybody

ALTER TABLE hosts ADD COLUMN policy_id BIGINT;
ALTER TABLE hosts ADD COLUMN policy_at BIGINT;
ALTER TABLE hosts ADD COLUMN rejects_media BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE hosts ADD COLUMN rejects_reports BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE hosts ADD COLUMN public_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE hosts ADD COLUMN obfuscated BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE hosts SET policy_id = (SELECT COUNT(*) FROM hosts o WHERE o.policy <> 'open' AND o.name <= hosts.name),
    policy_at = (SELECT COALESCE(MAX(created_at), 0) FROM accounts), public_reason = reason WHERE policy <> 'open';
CREATE UNIQUE INDEX hosts_with_policy ON hosts (policy_id) WHERE policy_id IS NOT NULL;

-- With whom a node speaks that does not speak with everybody (`federation.allowed_hosts`)

CREATE TABLE host_allows (
    id         BIGINT PRIMARY KEY,
    host       TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);

-- Who gets no login: mail at these hosts, and addresses known by the hash of their plainest form only

CREATE TABLE email_host_blocks (
    id         BIGINT PRIMARY KEY,
    host       TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);

CREATE TABLE email_blocks (
    id         BIGINT PRIMARY KEY,
    email_hash TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);

-- Networks that are kept out. The only addresses of machines this node ever stores: those an administrator typed

CREATE TABLE network_blocks (
    id         BIGINT PRIMARY KEY,
    network    TEXT NOT NULL UNIQUE,
    severity   TEXT NOT NULL,
    comment    TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    expires_at BIGINT
);
CREATE INDEX network_blocks_expiring ON network_blocks (expires_at) WHERE expires_at IS NOT NULL;

-- What may trend. `kind` is tag or post, `name` the tag or the id of the post

CREATE TABLE trend_reviews (
    kind        TEXT NOT NULL,
    name        TEXT NOT NULL,
    approved    BOOLEAN NOT NULL,
    reviewed_at BIGINT NOT NULL,
    PRIMARY KEY (kind, name)
) /* without rowid */;

CREATE INDEX acts_by_age ON acts (at);
