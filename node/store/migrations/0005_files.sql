-- Pictures, films and sounds of other servers that this node has fetched because somebody looked at them, and those it
-- could not fetch. See the head of 0001_initial.sql for the dialect.

-- Copies in the cache. Whose: the row `owner_id` of the table that `place` stands for (file: media; avatar, header:
-- accounts). `size` counts against the budget from before the first byte is written. `state` is coming or kept
CREATE TABLE cached_files (
    name     TEXT PRIMARY KEY,
    place    TEXT NOT NULL,
    owner_id BIGINT NOT NULL,
    url      TEXT NOT NULL,
    mime     TEXT NOT NULL DEFAULT '',
    size     BIGINT NOT NULL,
    state    TEXT NOT NULL DEFAULT 'coming',
    used_at  BIGINT NOT NULL
) /* without rowid */;
CREATE INDEX cached_files_by_owner ON cached_files (place, owner_id);
CREATE INDEX cached_files_by_use ON cached_files (used_at, name) WHERE state = 'kept';

-- The sum of the sizes above, in the one row 1: changed in the transaction that changes them, which also keeps two
-- processes from making room for themselves in the same place
CREATE TABLE cache_bytes (
    id    BIGINT PRIMARY KEY,
    bytes BIGINT NOT NULL
);

-- What could not be fetched, or is too large to be kept: not asked for again before `retry_at`. `kind` is failed (it may
-- work later), useless (it will not) or large (it is passed on)
CREATE TABLE missed_files (
    place    TEXT NOT NULL,
    owner_id BIGINT NOT NULL,
    url      TEXT NOT NULL,
    kind     TEXT NOT NULL,
    reason   TEXT NOT NULL DEFAULT '',
    mime     TEXT NOT NULL DEFAULT '',
    tries    BIGINT NOT NULL,
    retry_at BIGINT NOT NULL,
    PRIMARY KEY (place, owner_id)
) /* without rowid */;
CREATE INDEX missed_files_by_time ON missed_files (retry_at);

-- Whether a file of ours has hung on a post. Then it may be read only as long as it hangs on one: what was deleted is
-- gone for readers at once, though its author may still use it for a day
ALTER TABLE media ADD COLUMN was_shown BOOLEAN NOT NULL DEFAULT FALSE;
