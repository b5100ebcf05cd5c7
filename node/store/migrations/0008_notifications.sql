-- Notifications in groups, and whose are let through. See the head of 0001_initial.sql for the dialect.

-- `filtered`: kept apart until its origin is let through. `group_key`: what it is told together with; NULL for what stands
-- alone. `subject_id`: what it is about, where that is neither a post nor an account (a severance, a warning)

ALTER TABLE notifications ADD COLUMN filtered BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE notifications ADD COLUMN group_key TEXT;
ALTER TABLE notifications ADD COLUMN subject_id BIGINT NOT NULL DEFAULT 0;

DROP INDEX notifications_once;
CREATE UNIQUE INDEX notifications_once
    ON notifications (origin_id, account_id, event, COALESCE(post_id, 0), emoji, subject_id);
CREATE INDEX notifications_in_groups ON notifications (account_id, group_key, id) WHERE group_key IS NOT NULL;
CREATE INDEX notifications_filtered ON notifications (account_id, origin_id, id) WHERE filtered;
CREATE INDEX notifications_unread ON notifications (account_id) WHERE read_at IS NULL;

-- What somebody wants done with what others do: accept, filter or drop. No row: the usual

CREATE TABLE notification_policies (
    account_id           BIGINT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    for_not_following    TEXT NOT NULL,
    for_not_followers    TEXT NOT NULL,
    for_new_accounts     TEXT NOT NULL,
    for_private_mentions TEXT NOT NULL,
    for_limited_accounts TEXT NOT NULL,
    for_bots             TEXT NOT NULL
);

-- Whom they let through, whatever the policy says

CREATE TABLE notification_permissions (
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    origin_id  BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, origin_id)
) /* without rowid */;
CREATE INDEX notification_permissions_by_origin ON notification_permissions (origin_id);

-- Whose filtered notifications wait for a decision

CREATE TABLE notification_requests (
    id           BIGINT PRIMARY KEY,
    account_id   BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    origin_id    BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    last_post_id BIGINT,
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    UNIQUE (account_id, origin_id)
);
CREATE INDEX notification_requests_by_account ON notification_requests (account_id, id);
CREATE INDEX notification_requests_by_origin ON notification_requests (origin_id);

-- Follows that ended because a whole host, or an account, was turned away

CREATE TABLE severances (
    id              BIGINT PRIMARY KEY,
    account_id      BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    kind            TEXT NOT NULL,
    target          TEXT NOT NULL,
    followers_count BIGINT NOT NULL,
    following_count BIGINT NOT NULL,
    created_at      BIGINT NOT NULL
);
CREATE INDEX severances_by_account ON severances (account_id, id);
