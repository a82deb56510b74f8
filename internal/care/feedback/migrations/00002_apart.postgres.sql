-- +goose Up
ALTER TABLE feedback_reader ADD COLUMN day BIGINT NOT NULL DEFAULT 0;
-- The wall stands in the owner's way too, who fills the new column once for all agencies.
ALTER TABLE feedback_reader NO FORCE ROW LEVEL SECURITY;
ALTER TABLE feedback NO FORCE ROW LEVEL SECURITY;
UPDATE feedback_reader SET day = f.day FROM feedback f WHERE f.agency_id = feedback_reader.agency_id AND f.feedback_id = feedback_reader.feedback_id;
ALTER TABLE feedback_reader FORCE ROW LEVEL SECURITY;
ALTER TABLE feedback FORCE ROW LEVEL SECURITY;
