-- What cannot wait, and what authorities asked for. See the head of 0001_initial.sql for the dialect.

-- Objects whose deliveries go before all others, and since when: a message in a crisis, its corrections, its end
CREATE TABLE urgent (
    about TEXT PRIMARY KEY,
    since BIGINT NOT NULL
) /* without rowid */;
ALTER TABLE deliveries ADD COLUMN urgent BOOLEAN NOT NULL DEFAULT FALSE;

-- What authorities asked this node to tell or to do, on which ground, and what they got. Nobody concerned is named here
CREATE TABLE disclosures (
    id          BIGINT PRIMARY KEY,
    kind        TEXT NOT NULL,
    authority   TEXT NOT NULL,
    basis       TEXT NOT NULL,
    received_on TEXT NOT NULL,
    outcome     TEXT NOT NULL DEFAULT 'open',
    given       TEXT NOT NULL DEFAULT '',
    closed_on   TEXT NOT NULL DEFAULT ''
);
CREATE INDEX disclosures_by_day ON disclosures (received_on, id);
