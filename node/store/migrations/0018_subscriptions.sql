-- Posts of a channel by e-mail, for people without an account (S03). See the head of 0001_initial.sql for the dialect.

-- A row nobody has confirmed stands beside the confirmed one of the same address, and takes its place once it is: so asking
-- again changes the choice, and nobody learns whether an address is known. `rhythm`: each, daily, weekly; `due_at` is when
-- the next overview is, NULL for `each`; `told_id` the post up to which overviews have told. `confirm_hash` is what the link
-- in the letter carries, hashed. `bounces`: letters in a row that the mailbox did not take

CREATE TABLE subscriptions (
    id           BIGINT PRIMARY KEY,
    account_id   BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    email        TEXT NOT NULL,
    language     TEXT NOT NULL,
    rhythm       TEXT NOT NULL,
    everything   BOOLEAN NOT NULL DEFAULT FALSE,
    confirm_hash TEXT UNIQUE,
    confirmed_at BIGINT,
    due_at       BIGINT,
    told_id      BIGINT NOT NULL DEFAULT 0,
    bounces      BIGINT NOT NULL DEFAULT 0,
    created_at   BIGINT NOT NULL
);
CREATE UNIQUE INDEX subscriptions_confirmed ON subscriptions (account_id, email) WHERE confirmed_at IS NOT NULL;
CREATE INDEX subscriptions_by_account ON subscriptions (account_id, id) WHERE confirmed_at IS NOT NULL;
CREATE INDEX subscriptions_by_email ON subscriptions (email);
CREATE INDEX subscriptions_due ON subscriptions (rhythm, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX subscriptions_unconfirmed ON subscriptions (created_at) WHERE confirmed_at IS NULL;

-- Which letters have been queued: no subscriber gets one post twice, whatever crashes in between

CREATE TABLE subscription_letters (
    subscription_id BIGINT NOT NULL REFERENCES subscriptions (id) ON DELETE CASCADE,
    post_id         BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    PRIMARY KEY (subscription_id, post_id)
) /* without rowid */;
CREATE INDEX subscription_letters_by_post ON subscription_letters (post_id);
