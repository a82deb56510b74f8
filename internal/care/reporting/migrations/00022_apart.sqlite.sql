-- +goose Up
-- Their rows move to the file of what is kept apart, and these are dropped then.
ALTER TABLE report RENAME TO report_before;
ALTER TABLE report_drop RENAME TO report_drop_before;
ALTER TABLE report_gone RENAME TO report_gone_before;
