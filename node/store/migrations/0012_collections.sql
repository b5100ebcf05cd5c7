-- Collections of accounts that somebody recommends (FEP-7aa9), ours and those of others, and who lets themselves be
-- featured. See the head of 0001_initial.sql for the dialect.

-- `description` is plain text, `tag` a folded hashtag or empty. `fetched_at` is NULL for our own

CREATE TABLE collections (
    id           BIGINT PRIMARY KEY,
    uri          TEXT NOT NULL UNIQUE,
    url          TEXT NOT NULL,
    account_id   BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    name         TEXT NOT NULL,
    description  TEXT NOT NULL DEFAULT '',
    language     TEXT,
    tag          TEXT NOT NULL DEFAULT '',
    sensitive    BOOLEAN NOT NULL DEFAULT FALSE,
    discoverable BOOLEAN NOT NULL DEFAULT FALSE,
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    fetched_at   BIGINT
);
CREATE INDEX collections_by_account ON collections (account_id, id);

-- `stamp_uri` is the authorization of who is featured, `request_uri` the activity in which one of us asked for it. `uri` is
-- NULL as long as its owner has not listed it

CREATE TABLE collection_items (
    id            BIGINT PRIMARY KEY,
    collection_id BIGINT NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
    account_id    BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    uri           TEXT UNIQUE,
    state         TEXT NOT NULL DEFAULT 'pending',
    stamp_uri     TEXT,
    request_uri   TEXT UNIQUE,
    created_at    BIGINT NOT NULL,
    UNIQUE (collection_id, account_id)
);
CREATE INDEX collection_items_by_account ON collection_items (account_id, collection_id);
CREATE INDEX collection_items_by_stamp ON collection_items (stamp_uri) WHERE stamp_uri IS NOT NULL;

-- Who may feature an account from elsewhere, as JSON: [[whom it lets at once], [who may ask]]; NULL when it says nothing.
-- `collections_uri` lists its collections
ALTER TABLE accounts ADD COLUMN feature_policy TEXT;
ALTER TABLE accounts ADD COLUMN collections_uri TEXT;
