-- Answers of people without an account (A11). See the head of 0001_initial.sql for the dialect.

-- `account_id` is the channel that is answered. `email` is NULL once it has been erased; `text` is empty once a post says it.
-- `state`: unconfirmed, waiting, published, rejected. `forget_at`: when what is not needed any longer goes; of a published
-- one its address, of any other all of it

CREATE TABLE guest_replies (
    id           BIGINT PRIMARY KEY,
    answered_id  BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    account_id   BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    name         TEXT NOT NULL,
    email        TEXT,
    text         TEXT NOT NULL,
    language     TEXT NOT NULL,
    state        TEXT NOT NULL DEFAULT 'unconfirmed',
    reason       TEXT NOT NULL DEFAULT '',
    post_id      BIGINT REFERENCES posts (id) ON DELETE SET NULL,
    created_at   BIGINT NOT NULL,
    decided_at   BIGINT,
    forget_at    BIGINT
);
CREATE INDEX guest_replies_by_state ON guest_replies (state, id);
CREATE INDEX guest_replies_by_account ON guest_replies (account_id, state, id);
CREATE INDEX guest_replies_by_email ON guest_replies (email) WHERE email IS NOT NULL;
CREATE INDEX guest_replies_by_answered ON guest_replies (answered_id);
CREATE INDEX guest_replies_by_post ON guest_replies (post_id) WHERE post_id IS NOT NULL;
CREATE INDEX guest_replies_to_forget ON guest_replies (forget_at) WHERE forget_at IS NOT NULL;

-- What the links in a guest's letters carry, hashed: whoever brings it reads that guest's mail. Each letter has its own

CREATE TABLE guest_links (
    secret_hash TEXT PRIMARY KEY,
    reply_id    BIGINT NOT NULL REFERENCES guest_replies (id) ON DELETE CASCADE
);
CREATE INDEX guest_links_by_reply ON guest_links (reply_id);
