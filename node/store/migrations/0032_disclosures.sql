-- Requests of authorities are answered by two persons. See the head of 0001_initial.sql for the dialect.

-- `account_id` is who is concerned: below zero once it is forgotten who it was, but still one number for each of a year.
-- `stage` is open, proposed, released or closed; `round` counts proposals, so that nobody releases another one than they read.
-- `silence` is none, until (`silent_until`, a day) or always, with its ground. `digest` is the SHA-256 of what was handed over
ALTER TABLE disclosures ADD COLUMN account_id BIGINT;
ALTER TABLE disclosures ADD COLUMN law TEXT NOT NULL DEFAULT 'other';
ALTER TABLE disclosures ADD COLUMN reference TEXT NOT NULL DEFAULT '';
ALTER TABLE disclosures ADD COLUMN is_emergency BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE disclosures ADD COLUMN due_at BIGINT;
ALTER TABLE disclosures ADD COLUMN recorded_at BIGINT;
ALTER TABLE disclosures ADD COLUMN stage TEXT NOT NULL DEFAULT 'open';
ALTER TABLE disclosures ADD COLUMN round BIGINT NOT NULL DEFAULT 0;
ALTER TABLE disclosures ADD COLUMN is_whole BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE disclosures ADD COLUMN proposed_by BIGINT;
ALTER TABLE disclosures ADD COLUMN released_by BIGINT;
ALTER TABLE disclosures ADD COLUMN silence TEXT NOT NULL DEFAULT 'none';
ALTER TABLE disclosures ADD COLUMN silent_until TEXT NOT NULL DEFAULT '';
ALTER TABLE disclosures ADD COLUMN silence_ground TEXT NOT NULL DEFAULT '';
ALTER TABLE disclosures ADD COLUMN told_at BIGINT;
ALTER TABLE disclosures ADD COLUMN warned_at BIGINT;
ALTER TABLE disclosures ADD COLUMN digest TEXT NOT NULL DEFAULT '';
UPDATE disclosures SET stage = 'closed' WHERE outcome <> 'open';

-- What the newest proposal would hand over: each kind of data with its own legal ground, some of them of a stretch of days
CREATE TABLE disclosure_items (
    disclosure_id BIGINT NOT NULL REFERENCES disclosures (id) ON DELETE CASCADE,
    datum         TEXT NOT NULL,
    law           TEXT NOT NULL,
    basis         TEXT NOT NULL,
    first_day     TEXT NOT NULL DEFAULT '',
    last_day      TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (disclosure_id, datum)
) /* without rowid */;

-- Who did what with a request, and why
CREATE TABLE disclosure_steps (
    id            BIGINT PRIMARY KEY,
    disclosure_id BIGINT NOT NULL REFERENCES disclosures (id) ON DELETE CASCADE,
    kind          TEXT NOT NULL,
    login_id      BIGINT,
    reason        TEXT NOT NULL DEFAULT '',
    at            BIGINT NOT NULL
);
CREATE INDEX disclosure_steps_by_disclosure ON disclosure_steps (disclosure_id, id);

-- What is handed over, until it has been or its time is over
CREATE TABLE disclosure_extracts (
    disclosure_id BIGINT PRIMARY KEY REFERENCES disclosures (id) ON DELETE CASCADE,
    body          TEXT NOT NULL,
    made_at       BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL
);
