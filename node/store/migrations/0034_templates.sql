-- Templates of posts, answers and sheets. See the head of 0001_initial.sql for the dialect.

-- `key` stays the same for good, `kind` is post, answer or sheet, `content` the whole template as JSON. `login_id` is who
-- changed it last, NULL the command line

CREATE TABLE templates (
    key        TEXT PRIMARY KEY,
    kind       TEXT NOT NULL,
    content    TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    login_id   BIGINT
);

-- Packs of them that an office offers to this node. Nothing follows from it until somebody here decides: `outcome` is empty,
-- accepted or declined. `content` is the pack as JSON, `name` its own, `offered_by` the label of whose token it was

CREATE TABLE pack_offers (
    id         BIGINT PRIMARY KEY,
    name       TEXT NOT NULL,
    content    TEXT NOT NULL,
    offered_by TEXT NOT NULL,
    offered_at BIGINT NOT NULL,
    outcome    TEXT NOT NULL DEFAULT '',
    decided_at BIGINT,
    login_id   BIGINT
);
CREATE UNIQUE INDEX pack_offers_open ON pack_offers (name) WHERE outcome = '';
