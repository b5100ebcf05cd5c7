-- The words that occur in posts, so that a search for the beginning of a word asks for the words themselves.
-- See the head of 0001_initial.sql for the dialect.

/* only sqlite:
CREATE VIRTUAL TABLE post_vocabulary USING fts5vocab(post_words, row);
*/
