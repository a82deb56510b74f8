-- +goose Up
-- Their rows are in the file of what is kept apart.
DROP TABLE report_drop;
DROP TABLE report;
