-- How many followers an account of ours won and lost. See the head of 0001_initial.sql for the dialect.

-- By day (days since 1970, where the node is), server ('' is this one) and cause (`model/follow.py`): above 0 won, below lost.
-- Nobody is named. The sum of all rows of an account is how many follow it: those of before stand on day 0
CREATE TABLE follower_days (
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    day        BIGINT NOT NULL,
    host       TEXT NOT NULL,
    cause      TEXT NOT NULL,
    number     BIGINT NOT NULL,
    PRIMARY KEY (account_id, day, host, cause)
) /* without rowid */;
CREATE INDEX follower_days_by_day ON follower_days (day);

INSERT INTO follower_days (account_id, day, host, cause, number)
    SELECT f.followed_id, 0, a.host, 'before', COUNT(*) FROM follows f
        JOIN accounts a ON a.id = f.follower_id
        JOIN accounts ours ON ours.id = f.followed_id AND ours.host = ''
        WHERE f.accepted GROUP BY f.followed_id, a.host;
