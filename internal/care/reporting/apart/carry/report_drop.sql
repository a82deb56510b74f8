INSERT OR IGNORE INTO main.report_drop (agency_id, drop_name, report_id, day, class, carried, sealed)
SELECT agency_id, drop_name, report_id, day, class, carried, sealed FROM there.report_drop ORDER BY agency_id, drop_name;
