INSERT OR IGNORE INTO main.report (agency_id, report_id, channel, box, read_hash, write_hash, urgent, written, waiting, waiting_day, late, withdrawn, converted,
    day, visited_day, keep_days)
SELECT agency_id, report_id, channel, box, read_hash, write_hash, urgent, 1, waiting, waiting_day, late, withdrawn, converted,
    day, visited_day, keep_days
FROM there.report ORDER BY agency_id, report_id;
