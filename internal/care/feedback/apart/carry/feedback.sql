INSERT OR IGNORE INTO main.feedback (agency_id, feedback_id, day, sealed)
SELECT agency_id, feedback_id, day, sealed FROM there.feedback ORDER BY agency_id, feedback_id;
