-- +goose Up
-- Their rows are in the file of what is kept apart.
DROP TABLE feedback_reader;
DROP TABLE feedback;
