-- +goose Up
-- The words of each listing, already folded in Go, by weight: A name, B body, C area, D tags.
CREATE TABLE directory_words (
    ordinal BIGINT NOT NULL PRIMARY KEY,
    words TSVECTOR NOT NULL
);
CREATE INDEX directory_words_words ON directory_words USING GIN (words);
