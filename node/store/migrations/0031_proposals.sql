-- What an office that advises many nodes proposes to block. See the head of 0001_initial.sql for the dialect.

-- Nothing follows from it until somebody here decides: `outcome` is empty, accepted or declined. `policy` is what is proposed
-- about the host and all below it; `proposed_by` is the label of whose token it was

CREATE TABLE block_proposals (
    id          BIGINT PRIMARY KEY,
    host        TEXT NOT NULL,
    policy      TEXT NOT NULL,
    reason      TEXT NOT NULL,
    proposed_by TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    outcome     TEXT NOT NULL DEFAULT '',
    decided_at  BIGINT,
    login_id    BIGINT
);
CREATE UNIQUE INDEX block_proposals_open ON block_proposals (host) WHERE outcome = '';
