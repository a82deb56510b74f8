-- +goose Up
-- The words of each listing, already folded in Go; rowid is directory_listing.ordinal. Contentless: only the index is kept.
-- The ascii tokenizer leaves every letter beyond ASCII alone, so a folded word is always one token.
CREATE VIRTUAL TABLE directory_words USING fts5(name, body, area, tags, content='', contentless_delete=1, detail=column,
    tokenize="ascii tokenchars ':'");
