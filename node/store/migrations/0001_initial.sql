-- The first schema. One dialect for both engines; two words are translated by the engine's own file:
-- "BIGINT PRIMARY KEY" is SQLite's rowid there, and "/* without rowid */" is what it says there.
-- Times are microseconds since 1970 (UTC). JSON is TEXT. Names are stored folded where they are compared.

CREATE TABLE node_state (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- People and whom they may act for (decision 0005)

CREATE TABLE logins (
    id            BIGINT PRIMARY KEY,
    email         TEXT NOT NULL UNIQUE,
    password_hash TEXT,
    role          TEXT NOT NULL DEFAULT 'member',
    language      TEXT,
    created_at    BIGINT NOT NULL,
    disabled_at   BIGINT
);

CREATE TABLE accounts (
    id                 BIGINT PRIMARY KEY,
    uri                TEXT NOT NULL UNIQUE,
    name               TEXT NOT NULL,
    folded_name        TEXT NOT NULL,
    host               TEXT NOT NULL DEFAULT '',
    kind               TEXT NOT NULL DEFAULT 'Person',
    display_name       TEXT NOT NULL DEFAULT '',
    summary            TEXT NOT NULL DEFAULT '',
    source             TEXT NOT NULL DEFAULT '',
    url                TEXT NOT NULL,
    inbox              TEXT NOT NULL,
    shared_inbox       TEXT,
    outbox             TEXT,
    followers_uri      TEXT,
    following_uri      TEXT,
    featured_uri       TEXT,
    icon               TEXT,
    header             TEXT,
    fields             TEXT NOT NULL DEFAULT '[]',
    aliases            TEXT NOT NULL DEFAULT '[]',
    moved_to           TEXT,
    approves_followers BOOLEAN NOT NULL DEFAULT FALSE,
    discoverable       BOOLEAN NOT NULL DEFAULT FALSE,
    indexable          BOOLEAN NOT NULL DEFAULT FALSE,
    hides_follows      BOOLEAN NOT NULL DEFAULT FALSE,
    posts_count        BIGINT NOT NULL DEFAULT 0,
    followers_count    BIGINT NOT NULL DEFAULT 0,
    following_count    BIGINT NOT NULL DEFAULT 0,
    last_post_at       BIGINT,
    created_at         BIGINT NOT NULL,
    fetched_at         BIGINT,
    suspended_at       BIGINT,
    deleted_at         BIGINT
);
CREATE INDEX accounts_by_handle ON accounts (folded_name, host);
CREATE UNIQUE INDEX accounts_local_names ON accounts (folded_name) WHERE host = '';
CREATE INDEX accounts_deleted ON accounts (id) WHERE deleted_at IS NOT NULL;
CREATE INDEX accounts_by_host ON accounts (host, id);
CREATE INDEX accounts_by_followers_uri ON accounts (followers_uri);

CREATE TABLE memberships (
    login_id   BIGINT NOT NULL REFERENCES logins (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    role       TEXT NOT NULL,
    since      BIGINT NOT NULL,
    until      BIGINT,
    PRIMARY KEY (login_id, account_id)
) /* without rowid */;
CREATE INDEX memberships_by_account ON memberships (account_id);

CREATE TABLE sessions (
    secret_hash TEXT PRIMARY KEY,
    login_id    BIGINT NOT NULL REFERENCES logins (id) ON DELETE CASCADE,
    account_id  BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL
) /* without rowid */;
CREATE INDEX sessions_by_login ON sessions (login_id);

CREATE TABLE tokens (
    id          BIGINT PRIMARY KEY,
    secret_hash TEXT NOT NULL UNIQUE,
    login_id    BIGINT NOT NULL REFERENCES logins (id) ON DELETE CASCADE,
    account_id  BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    scopes      TEXT NOT NULL,
    name        TEXT NOT NULL,
    created_at  BIGINT NOT NULL
);
CREATE INDEX tokens_by_login ON tokens (login_id);

-- What people did (decision 0005). Nothing is referred to: the record stays when what it names is gone

CREATE TABLE acts (
    id          BIGINT PRIMARY KEY,
    login_id    BIGINT,
    account_id  BIGINT NOT NULL,
    kind        TEXT NOT NULL,
    object_uri  TEXT NOT NULL DEFAULT '',
    activity_id BIGINT,
    at          BIGINT NOT NULL
);
CREATE INDEX acts_by_account ON acts (account_id, id);
CREATE INDEX acts_by_login ON acts (login_id, id) WHERE login_id IS NOT NULL;

-- Keys: ours with their private half, theirs as their own document listed them

CREATE TABLE keys (
    uri        TEXT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL,
    public     TEXT NOT NULL,
    private    TEXT,
    fetched_at BIGINT NOT NULL
) /* without rowid */;
CREATE INDEX keys_by_account ON keys (account_id);

-- Posts and what hangs on them

CREATE TABLE posts (
    id                     BIGINT PRIMARY KEY,
    uri                    TEXT NOT NULL UNIQUE,
    url                    TEXT NOT NULL,
    author_id              BIGINT NOT NULL REFERENCES accounts (id),
    is_local               BOOLEAN NOT NULL,
    kind                   TEXT NOT NULL DEFAULT 'Note',
    visibility             TEXT NOT NULL,
    content                TEXT NOT NULL DEFAULT '',
    contents               TEXT NOT NULL DEFAULT '{}',
    summary                TEXT NOT NULL DEFAULT '',
    name                   TEXT NOT NULL DEFAULT '',
    language               TEXT,
    sensitive              BOOLEAN NOT NULL DEFAULT FALSE,
    source                 TEXT NOT NULL DEFAULT '',
    source_format          TEXT NOT NULL DEFAULT 'plain',
    in_reply_to_id         BIGINT,
    in_reply_to_uri        TEXT,
    in_reply_to_account_id BIGINT,
    boost_of_id            BIGINT,
    quote_uri              TEXT,
    thread_id              BIGINT NOT NULL,
    context_uri            TEXT,
    published_at           BIGINT NOT NULL,
    edited_at              BIGINT,
    deleted_at             BIGINT,
    tags                   TEXT NOT NULL DEFAULT '[]',
    policy                 TEXT NOT NULL DEFAULT '{}',
    has_media              BOOLEAN NOT NULL DEFAULT FALSE,
    has_poll               BOOLEAN NOT NULL DEFAULT FALSE,
    has_mentions           BOOLEAN NOT NULL DEFAULT FALSE,
    replies_count          BIGINT NOT NULL DEFAULT 0,
    likes_count            BIGINT NOT NULL DEFAULT 0,
    boosts_count           BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX posts_by_author ON posts (author_id, id);
CREATE INDEX posts_by_thread ON posts (thread_id, id);
CREATE INDEX posts_by_parent ON posts (in_reply_to_id, id) WHERE in_reply_to_id IS NOT NULL;
CREATE INDEX posts_waiting_for_parent ON posts (in_reply_to_uri)
    WHERE in_reply_to_id IS NULL AND in_reply_to_uri IS NOT NULL;
CREATE INDEX posts_boosts ON posts (boost_of_id, author_id) WHERE boost_of_id IS NOT NULL;
CREATE INDEX posts_local ON posts (id) WHERE is_local AND deleted_at IS NULL;
CREATE INDEX posts_public ON posts (id) WHERE visibility = 'public' AND deleted_at IS NULL AND boost_of_id IS NULL;

CREATE TABLE thread_aliases (
    old_id BIGINT PRIMARY KEY,
    new_id BIGINT NOT NULL
);

CREATE TABLE post_versions (
    post_id   BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    at        BIGINT NOT NULL,
    content   TEXT NOT NULL,
    summary   TEXT NOT NULL,
    name      TEXT NOT NULL,
    sensitive BOOLEAN NOT NULL,
    PRIMARY KEY (post_id, at)
) /* without rowid */;

CREATE TABLE mentions (
    post_id    BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    PRIMARY KEY (post_id, account_id)
) /* without rowid */;
CREATE INDEX mentions_by_account ON mentions (account_id, post_id);

CREATE TABLE post_tags (
    tag     TEXT NOT NULL,
    post_id BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    PRIMARY KEY (tag, post_id)
) /* without rowid */;
CREATE INDEX post_tags_by_post ON post_tags (post_id);

CREATE TABLE media (
    id          BIGINT PRIMARY KEY,
    post_id     BIGINT REFERENCES posts (id) ON DELETE CASCADE,
    position    BIGINT NOT NULL DEFAULT 0,
    url         TEXT NOT NULL,
    mime        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    blurhash    TEXT,
    width       BIGINT,
    height      BIGINT,
    focus       TEXT,
    credit      TEXT NOT NULL DEFAULT '',
    licence     TEXT NOT NULL DEFAULT ''
);
CREATE INDEX media_by_post ON media (post_id, position);

CREATE TABLE polls (
    post_id   BIGINT PRIMARY KEY REFERENCES posts (id) ON DELETE CASCADE,
    multiple  BOOLEAN NOT NULL,
    closes_at BIGINT,
    closed_at BIGINT,
    voters    BIGINT NOT NULL DEFAULT 0,
    changed   BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX polls_closing ON polls (closes_at) WHERE closed_at IS NULL AND closes_at IS NOT NULL;

CREATE TABLE poll_options (
    post_id  BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    title    TEXT NOT NULL,
    votes    BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (post_id, position)
) /* without rowid */;

CREATE TABLE votes (
    post_id    BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    position   BIGINT NOT NULL,
    uri        TEXT NOT NULL,
    PRIMARY KEY (post_id, account_id, position)
) /* without rowid */;

-- Between accounts

CREATE TABLE follows (
    follower_id  BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    followed_id  BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    uri          TEXT NOT NULL,
    accepted     BOOLEAN NOT NULL,
    shows_boosts BOOLEAN NOT NULL DEFAULT TRUE,
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (follower_id, followed_id)
) /* without rowid */;
CREATE INDEX follows_by_followed ON follows (followed_id, follower_id);
CREATE INDEX follows_by_uri ON follows (uri);

CREATE TABLE reactions (
    post_id    BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    emoji      TEXT NOT NULL DEFAULT '',
    uri        TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (post_id, account_id, emoji)
) /* without rowid */;
CREATE INDEX reactions_by_account ON reactions (account_id, post_id);
CREATE INDEX reactions_by_uri ON reactions (uri);

CREATE TABLE pins (
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    post_id    BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    pinned_at  BIGINT NOT NULL,
    PRIMARY KEY (account_id, post_id)
) /* without rowid */;

CREATE TABLE blocks (
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    target_id  BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    uri        TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, target_id)
) /* without rowid */;
CREATE INDEX blocks_by_target ON blocks (target_id, account_id);

CREATE TABLE notifications (
    id         BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    event      TEXT NOT NULL,
    origin_id  BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    post_id    BIGINT,
    emoji      TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    read_at    BIGINT
);
CREATE INDEX notifications_by_account ON notifications (account_id, id);
CREATE INDEX notifications_by_post ON notifications (post_id) WHERE post_id IS NOT NULL;
CREATE UNIQUE INDEX notifications_once ON notifications (origin_id, account_id, event, COALESCE(post_id, 0), emoji);

CREATE TABLE reports (
    id          BIGINT PRIMARY KEY,
    reporter_id BIGINT NOT NULL REFERENCES accounts (id),
    target_id   BIGINT NOT NULL REFERENCES accounts (id),
    post_ids    TEXT NOT NULL DEFAULT '[]',
    comment     TEXT NOT NULL DEFAULT '',
    uri         TEXT NOT NULL UNIQUE,
    forwarded   BOOLEAN NOT NULL DEFAULT FALSE,
    created_at  BIGINT NOT NULL,
    resolved_at BIGINT
);

-- Other servers

CREATE TABLE hosts (
    name            TEXT PRIMARY KEY,
    policy          TEXT NOT NULL DEFAULT 'open',
    reason          TEXT NOT NULL DEFAULT '',
    failing_since   BIGINT,
    failures        BIGINT NOT NULL DEFAULT 0,
    retry_at        BIGINT,
    last_success_at BIGINT,
    last_error      TEXT NOT NULL DEFAULT '',
    dead_at         BIGINT,
    signs           TEXT NOT NULL DEFAULT '',
    leased_until    BIGINT NOT NULL DEFAULT 0
) /* without rowid */;

-- Traffic: what came in, what goes out, and work to do

CREATE TABLE received (
    id          BIGINT PRIMARY KEY,
    uri         TEXT NOT NULL,
    kind        TEXT NOT NULL,
    signer_uri  TEXT NOT NULL,
    body        TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    state       TEXT NOT NULL DEFAULT 'waiting',
    outcome     TEXT NOT NULL DEFAULT '',
    tries       BIGINT NOT NULL DEFAULT 0,
    due_at      BIGINT NOT NULL,
    leased_until BIGINT NOT NULL DEFAULT 0,
    UNIQUE (uri, signer_uri)
);
CREATE INDEX received_waiting ON received (due_at, id) WHERE state = 'waiting';

CREATE TABLE activities (
    id         BIGINT PRIMARY KEY,
    uri        TEXT NOT NULL UNIQUE,
    kind       TEXT NOT NULL,
    actor_id   BIGINT NOT NULL REFERENCES accounts (id),
    body       TEXT NOT NULL,
    is_public  BOOLEAN NOT NULL,
    object_uri TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    sealed     BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX activities_by_actor ON activities (actor_id, id);
CREATE INDEX activities_by_object ON activities (object_uri);

CREATE TABLE deliveries (
    id           BIGINT PRIMARY KEY,
    inbox        TEXT NOT NULL,
    host         TEXT NOT NULL,
    activity_id  BIGINT REFERENCES activities (id),
    received_id  BIGINT REFERENCES received (id),
    signer_id    BIGINT NOT NULL REFERENCES accounts (id),
    about        TEXT NOT NULL DEFAULT '',
    queued_at    BIGINT NOT NULL,
    state        TEXT NOT NULL DEFAULT 'waiting',
    tries        BIGINT NOT NULL DEFAULT 0,
    due_at       BIGINT NOT NULL,
    last_error   TEXT NOT NULL DEFAULT '',
    ended_at     BIGINT
);
CREATE INDEX deliveries_waiting ON deliveries (host, id) WHERE state = 'waiting';
CREATE INDEX deliveries_by_activity ON deliveries (activity_id);
CREATE INDEX deliveries_by_received ON deliveries (received_id) WHERE received_id IS NOT NULL;
CREATE INDEX deliveries_about ON deliveries (about, inbox, id) WHERE state = 'waiting';
CREATE INDEX deliveries_ended ON deliveries (ended_at) WHERE state <> 'waiting';

CREATE TABLE jobs (
    id           BIGINT PRIMARY KEY,
    kind         TEXT NOT NULL,
    key          TEXT UNIQUE,
    args         TEXT NOT NULL,
    state        TEXT NOT NULL DEFAULT 'waiting',
    tries        BIGINT NOT NULL DEFAULT 0,
    due_at       BIGINT NOT NULL,
    leased_until BIGINT NOT NULL DEFAULT 0,
    last_error   TEXT NOT NULL DEFAULT ''
);
CREATE INDEX jobs_waiting ON jobs (due_at, id) WHERE state = 'waiting';

-- What was deleted or undone before it arrived: remembered for its owner only

CREATE TABLE withdrawn (
    uri   TEXT NOT NULL,
    owner TEXT NOT NULL,
    at    BIGINT NOT NULL,
    PRIMARY KEY (uri, owner)
) /* without rowid */;
CREATE INDEX withdrawn_by_age ON withdrawn (at);
