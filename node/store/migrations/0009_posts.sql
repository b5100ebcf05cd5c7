-- What stands around posts: those that wait for their time, quotes and their consent, conversations, announcements,
-- suggestions, custom emoji. See the head of 0001_initial.sql for the dialect.

-- Posts that are published at a time their author chose. `draft` is JSON; `failure` says why it could not be published

CREATE TABLE scheduled_posts (
    id           BIGINT PRIMARY KEY,
    account_id   BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    login_id     BIGINT,
    draft        TEXT NOT NULL,
    media_ids    TEXT NOT NULL DEFAULT '[]',
    poll_seconds BIGINT,
    publish_at   BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    failure      TEXT NOT NULL DEFAULT '',
    failed_at    BIGINT
);
CREATE INDEX scheduled_posts_by_account ON scheduled_posts (account_id, id);
CREATE INDEX scheduled_posts_in_time ON scheduled_posts (account_id, publish_at);
CREATE INDEX scheduled_posts_waiting ON scheduled_posts (publish_at) WHERE failed_at IS NULL;

-- Which scheduled post a file of ours waits for: it is not swept, and no other post takes it
ALTER TABLE media ADD COLUMN scheduled_id BIGINT;

-- Which post quotes which (FEP-044f), and whether the quoted author lets it. `stamp_uri` is their authorization,
-- `request_uri` the activity in which one of us asked for it

CREATE TABLE quotes (
    post_id           BIGINT PRIMARY KEY REFERENCES posts (id) ON DELETE CASCADE,
    author_id         BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    quoted_uri        TEXT NOT NULL,
    quoted_id         BIGINT,
    quoted_author_id  BIGINT,
    state             TEXT NOT NULL DEFAULT 'pending',
    stamp_uri         TEXT,
    request_uri       TEXT,
    created_at        BIGINT NOT NULL
);
CREATE INDEX quotes_of ON quotes (quoted_id, post_id) WHERE quoted_id IS NOT NULL;
CREATE INDEX quotes_by_uri ON quotes (quoted_uri);
CREATE INDEX quotes_by_stamp ON quotes (stamp_uri) WHERE stamp_uri IS NOT NULL;
CREATE INDEX quotes_by_request ON quotes (request_uri) WHERE request_uri IS NOT NULL;

ALTER TABLE posts ADD COLUMN quotes_count BIGINT NOT NULL DEFAULT 0;

-- Direct posts as one person reads them: by thread and by who takes part. `participants` are the ids of the others,
-- sorted, as JSON

CREATE TABLE conversations (
    id           BIGINT PRIMARY KEY,
    account_id   BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    thread_id    BIGINT NOT NULL,
    participants TEXT NOT NULL,
    last_post_id BIGINT NOT NULL,
    unread       BOOLEAN NOT NULL DEFAULT FALSE,
    UNIQUE (account_id, thread_id, participants)
);
CREATE INDEX conversations_by_account ON conversations (account_id, last_post_id);
CREATE INDEX conversations_by_thread ON conversations (thread_id);

CREATE TABLE conversation_posts (
    conversation_id BIGINT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    post_id         BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    PRIMARY KEY (conversation_id, post_id)
) /* without rowid */;
CREATE INDEX conversation_posts_by_post ON conversation_posts (post_id);

CREATE INDEX posts_direct ON posts (id) WHERE visibility = 'direct' AND deleted_at IS NULL;

-- What those who run the node tell everybody here. `text` is as typed, `content` safe HTML; `mentions` (account ids) and
-- `tags` are JSON

CREATE TABLE announcements (
    id           BIGINT PRIMARY KEY,
    text         TEXT NOT NULL,
    content      TEXT NOT NULL,
    mentions     TEXT NOT NULL DEFAULT '[]',
    tags         TEXT NOT NULL DEFAULT '[]',
    starts_at    BIGINT,
    ends_at      BIGINT,
    all_day      BOOLEAN NOT NULL DEFAULT FALSE,
    published_at BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL
);

CREATE TABLE announcement_reads (
    announcement_id BIGINT NOT NULL REFERENCES announcements (id) ON DELETE CASCADE,
    account_id      BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    PRIMARY KEY (announcement_id, account_id)
) /* without rowid */;
CREATE INDEX announcement_reads_by_account ON announcement_reads (account_id);

CREATE TABLE announcement_reactions (
    announcement_id BIGINT NOT NULL REFERENCES announcements (id) ON DELETE CASCADE,
    account_id      BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    name            TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (announcement_id, account_id, name)
) /* without rowid */;
CREATE INDEX announcement_reactions_by_account ON announcement_reactions (account_id);

-- Emoji of the node's own. `file` and `still` are names in the storage: as it is, and without motion

CREATE TABLE emojis (
    id         BIGINT PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    category   TEXT NOT NULL DEFAULT '',
    mime       TEXT NOT NULL,
    file       TEXT NOT NULL,
    still      TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- Emoji that a post or a profile uses, as JSON: [[name, row in remote_emojis or 0, address or file, file without motion], ...]
ALTER TABLE posts ADD COLUMN emojis TEXT NOT NULL DEFAULT '[]';
ALTER TABLE accounts ADD COLUMN emojis TEXT NOT NULL DEFAULT '[]';

-- Whom somebody does not want to be suggested

CREATE TABLE dismissed_suggestions (
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    target_id  BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    PRIMARY KEY (account_id, target_id)
) /* without rowid */;
CREATE INDEX dismissed_suggestions_by_target ON dismissed_suggestions (target_id);

-- Whom those who run the node want to be known

CREATE TABLE featured_accounts (
    account_id BIGINT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL
);

-- Emoji that posts and profiles from elsewhere use. Another picture is another row; `account_id` is who used it last

CREATE TABLE remote_emojis (
    id         BIGINT PRIMARY KEY,
    host       TEXT NOT NULL,
    name       TEXT NOT NULL,
    url        TEXT NOT NULL,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    UNIQUE (host, name, url)
);
CREATE INDEX remote_emojis_by_account ON remote_emojis (account_id);
CREATE INDEX emojis_by_file ON emojis (file);
CREATE INDEX emojis_by_still ON emojis (still);
