-- What cannot wait, and who asked for what about people. See the head of 0001_initial.sql for the dialect.

-- Objects whose deliveries go before all others, and since when: a message in a crisis, its corrections, its end
CREATE TABLE urgent (
    about TEXT PRIMARY KEY,
    since BIGINT NOT NULL
) /* without rowid */;
ALTER TABLE deliveries ADD COLUMN urgent BOOLEAN NOT NULL DEFAULT FALSE;
