INSERT OR IGNORE INTO main.feedback_reader (agency_id, feedback_id, account_id, answers, sealed_key, day)
SELECT r.agency_id, r.feedback_id, r.account_id, r.answers, r.sealed_key, f.day
FROM there.feedback_reader r JOIN there.feedback f ON f.agency_id = r.agency_id AND f.feedback_id = r.feedback_id
ORDER BY r.agency_id, r.feedback_id, r.account_id;
