-- +goose Up
-- Their rows move to the file of what is kept apart, and these are dropped then.
ALTER TABLE feedback RENAME TO feedback_before;
ALTER TABLE feedback_reader RENAME TO feedback_reader_before;
