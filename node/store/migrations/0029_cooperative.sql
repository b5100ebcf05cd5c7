-- A cooperative that runs the node: its members, and what they decide. See the head of 0001_initial.sql for the dialect.

-- The register of members (§ 30 GenG). `kind` is person or body. Nothing of it is public but how many there are
CREATE TABLE members (
    number    BIGINT PRIMARY KEY,
    kind      TEXT NOT NULL,
    name      TEXT NOT NULL,
    joined_at BIGINT NOT NULL,
    left_at   BIGINT
);

-- Who may log in and vote for a member: the person itself, or whoever stands for a body
CREATE TABLE member_logins (
    member   BIGINT NOT NULL REFERENCES members (number) ON DELETE CASCADE,
    login_id BIGINT NOT NULL REFERENCES logins (id) ON DELETE CASCADE,
    PRIMARY KEY (member, login_id)
) /* without rowid */;
CREATE INDEX member_logins_by_login ON member_logins (login_id);

-- Accounts that are a member's own: whoever answers for one (its owners) votes for the member, and all of them have one vote
CREATE TABLE member_accounts (
    account_id BIGINT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    member     BIGINT NOT NULL REFERENCES members (number) ON DELETE CASCADE
);
CREATE INDEX member_accounts_by_member ON member_accounts (member);

-- What is moved, voted on and decided. `post_id` opened the discussion, `notice_id` told what came of it; both may be gone.
-- `minutes` is the signed document as it was published
CREATE TABLE motions (
    number        BIGINT PRIMARY KEY,
    title         TEXT NOT NULL,
    content       TEXT NOT NULL,
    mover         TEXT NOT NULL,
    post_id       BIGINT,
    secret        BOOLEAN NOT NULL DEFAULT FALSE,
    proxies       BOOLEAN NOT NULL DEFAULT FALSE,
    majority      TEXT NOT NULL DEFAULT 'simple',
    quorum        BIGINT NOT NULL DEFAULT 0,
    created_at    BIGINT NOT NULL,
    opened_at     BIGINT,
    closes_at     BIGINT,
    closed_at     BIGINT,
    withdrawn_at  BIGINT,
    outcome       TEXT,
    yes_count     BIGINT NOT NULL DEFAULT 0,
    no_count      BIGINT NOT NULL DEFAULT 0,
    abstain_count BIGINT NOT NULL DEFAULT 0,
    entitled      BIGINT NOT NULL DEFAULT 0,
    minutes       TEXT NOT NULL DEFAULT '',
    notice_id     BIGINT
);
CREATE INDEX motions_under_vote ON motions (closes_at) WHERE opened_at IS NOT NULL AND closed_at IS NULL;

-- Who may vote in whose place on a motion
CREATE TABLE motion_proxies (
    motion BIGINT NOT NULL REFERENCES motions (number) ON DELETE CASCADE,
    member BIGINT NOT NULL REFERENCES members (number) ON DELETE CASCADE,
    holder BIGINT NOT NULL REFERENCES members (number) ON DELETE CASCADE,
    PRIMARY KEY (motion, member)
) /* without rowid */;

-- An open ballot: one row a vote, with whose it is
CREATE TABLE open_votes (
    motion   BIGINT NOT NULL REFERENCES motions (number) ON DELETE CASCADE,
    member   BIGINT NOT NULL REFERENCES members (number) ON DELETE CASCADE,
    receipt  TEXT NOT NULL,
    vote     TEXT NOT NULL,
    by_proxy BOOLEAN NOT NULL,
    PRIMARY KEY (motion, member)
) /* without rowid */;

-- A secret ballot (decision 0031). Who has voted, without when; the rows go at the end
CREATE TABLE urn_voters (
    motion   BIGINT NOT NULL REFERENCES motions (number) ON DELETE CASCADE,
    member   BIGINT NOT NULL REFERENCES members (number) ON DELETE CASCADE,
    by_proxy BOOLEAN NOT NULL,
    PRIMARY KEY (motion, member)
) /* without rowid */;

-- What was voted: all of it in one value, [[receipt, vote], ...] in the order of the receipts, which are random. So there is no
-- row to a vote, whose place or hidden columns could be laid beside those of a voter. It goes at the end, too
CREATE TABLE urns (
    motion  BIGINT PRIMARY KEY REFERENCES motions (number) ON DELETE CASCADE,
    ballots TEXT NOT NULL
);
