-- Drafts that are kept, and the advice that is asked on them. See the head of 0001_initial.sql for the dialect.

-- What somebody will publish later, without saying when. `draft`, `media_ids` and `poll_seconds` are as in scheduled_posts;
-- `publish_at` is the time they have in mind. `version` rises with each change. As long as advice is asked, `asked_at` is
-- when, `asked_by` who asked, `question` what, and `asks_office` whether the office that advises many nodes may read it, too

CREATE TABLE kept_drafts (
    id           BIGINT PRIMARY KEY,
    account_id   BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    login_id     BIGINT,
    draft        TEXT NOT NULL,
    media_ids    TEXT NOT NULL DEFAULT '[]',
    poll_seconds BIGINT,
    publish_at   BIGINT,
    version      BIGINT NOT NULL DEFAULT 1,
    created_at   BIGINT NOT NULL,
    changed_at   BIGINT NOT NULL,
    asked_at     BIGINT,
    asked_by     BIGINT,
    question     TEXT NOT NULL DEFAULT '',
    asks_office  BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX kept_drafts_by_account ON kept_drafts (account_id, id);
CREATE INDEX kept_drafts_asked ON kept_drafts (asked_at) WHERE asked_at IS NOT NULL;

-- What is said about one, by whom: `side` is writer, adviser or office, `office` the label of whose token it was. `version` is
-- that of the draft it was said about; `approves`: it may go out as it is

CREATE TABLE draft_comments (
    id       BIGINT PRIMARY KEY,
    draft_id BIGINT NOT NULL REFERENCES kept_drafts (id) ON DELETE CASCADE,
    side     TEXT NOT NULL,
    login_id BIGINT,
    office   TEXT NOT NULL DEFAULT '',
    text     TEXT NOT NULL,
    approves BOOLEAN NOT NULL DEFAULT FALSE,
    version  BIGINT NOT NULL,
    at       BIGINT NOT NULL
);
CREATE INDEX draft_comments_by_draft ON draft_comments (draft_id, id);

-- Which draft a file of ours is kept with: it is not swept, and nothing else takes it
ALTER TABLE media ADD COLUMN draft_id BIGINT;
CREATE INDEX media_by_draft ON media (draft_id) WHERE draft_id IS NOT NULL;

-- Whoever gives advice on drafts of this node where they are asked, and may do nothing with them
ALTER TABLE logins ADD COLUMN advises BOOLEAN NOT NULL DEFAULT FALSE;
