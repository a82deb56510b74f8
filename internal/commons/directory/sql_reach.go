package directory

const (
	upsertPhone = `INSERT INTO directory_phone (id, location_id, service_id, organization_id, contact_id,
		service_at_location_id, number, extension, type, description, changed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (id) DO UPDATE SET location_id = excluded.location_id, service_id = excluded.service_id,
		organization_id = excluded.organization_id, contact_id = excluded.contact_id,
		service_at_location_id = excluded.service_at_location_id, number = excluded.number,
		extension = excluded.extension, type = excluded.type, description = excluded.description,
		changed = excluded.changed`
	phoneByID = `SELECT id, location_id, service_id, organization_id, contact_id, service_at_location_id, number,
		extension, type, description
		FROM directory_phone WHERE id = $1`
	phonePage = `SELECT id, location_id, service_id, organization_id, contact_id, service_at_location_id, number,
		extension, type, description
		FROM directory_phone WHERE id > $1 ORDER BY id LIMIT $2`
	phoneOfOrganization = `SELECT id, location_id, service_id, organization_id, contact_id, service_at_location_id,
		number, extension, type, description
		FROM directory_phone WHERE organization_id = $1 ORDER BY id LIMIT 500`
	phoneOfService = `SELECT id, location_id, service_id, organization_id, contact_id, service_at_location_id, number,
		extension, type, description
		FROM directory_phone WHERE service_id = $1 ORDER BY id LIMIT 500`
	phoneOfLocation = `SELECT id, location_id, service_id, organization_id, contact_id, service_at_location_id,
		number, extension, type, description
		FROM directory_phone WHERE location_id = $1 ORDER BY id LIMIT 500`
	phoneOfServiceAtLocation = `SELECT id, location_id, service_id, organization_id, contact_id,
		service_at_location_id, number, extension, type, description
		FROM directory_phone WHERE service_at_location_id = $1 ORDER BY id LIMIT 500`
	phoneOfContact = `SELECT id, location_id, service_id, organization_id, contact_id, service_at_location_id, number,
		extension, type, description
		FROM directory_phone WHERE contact_id = $1 ORDER BY id LIMIT 500`

	upsertSchedule = `INSERT INTO directory_schedule (id, service_id, location_id, service_at_location_id, valid_from,
		valid_to, dtstart, timezone, until, count, wkst, freq, interval, byday, byweekno, bymonthday, byyearday,
		description, opens_at, closes_at, schedule_link, attending_type, notes, zone, changed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
		$24, $25)
		ON CONFLICT (id) DO UPDATE SET service_id = excluded.service_id, location_id = excluded.location_id,
		service_at_location_id = excluded.service_at_location_id, valid_from = excluded.valid_from,
		valid_to = excluded.valid_to, dtstart = excluded.dtstart, timezone = excluded.timezone, until = excluded.until,
		count = excluded.count, wkst = excluded.wkst, freq = excluded.freq, interval = excluded.interval,
		byday = excluded.byday, byweekno = excluded.byweekno, bymonthday = excluded.bymonthday,
		byyearday = excluded.byyearday, description = excluded.description, opens_at = excluded.opens_at,
		closes_at = excluded.closes_at, schedule_link = excluded.schedule_link, attending_type = excluded.attending_type,
		notes = excluded.notes, zone = excluded.zone, changed = excluded.changed`
	scheduleByID = `SELECT id, service_id, location_id, service_at_location_id, valid_from, valid_to, dtstart,
		timezone, until, count, wkst, freq, interval, byday, byweekno, bymonthday, byyearday, description, opens_at,
		closes_at, schedule_link, attending_type, notes, zone
		FROM directory_schedule WHERE id = $1`
	schedulePage = `SELECT id, service_id, location_id, service_at_location_id, valid_from, valid_to, dtstart,
		timezone, until, count, wkst, freq, interval, byday, byweekno, bymonthday, byyearday, description, opens_at,
		closes_at, schedule_link, attending_type, notes, zone
		FROM directory_schedule WHERE id > $1 ORDER BY id LIMIT $2`
	scheduleOfService = `SELECT id, service_id, location_id, service_at_location_id, valid_from, valid_to, dtstart,
		timezone, until, count, wkst, freq, interval, byday, byweekno, bymonthday, byyearday, description, opens_at,
		closes_at, schedule_link, attending_type, notes, zone
		FROM directory_schedule WHERE service_id = $1 ORDER BY id LIMIT 500`
	scheduleOfLocation = `SELECT id, service_id, location_id, service_at_location_id, valid_from, valid_to, dtstart,
		timezone, until, count, wkst, freq, interval, byday, byweekno, bymonthday, byyearday, description, opens_at,
		closes_at, schedule_link, attending_type, notes, zone
		FROM directory_schedule WHERE location_id = $1 ORDER BY id LIMIT 500`
	scheduleOfServiceAtLocation = `SELECT id, service_id, location_id, service_at_location_id, valid_from, valid_to,
		dtstart, timezone, until, count, wkst, freq, interval, byday, byweekno, bymonthday, byyearday, description,
		opens_at, closes_at, schedule_link, attending_type, notes, zone
		FROM directory_schedule WHERE service_at_location_id = $1 ORDER BY id LIMIT 500`

	upsertLanguage = `INSERT INTO directory_language (id, service_id, location_id, phone_id, name, code, note, changed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (id) DO UPDATE SET service_id = excluded.service_id, location_id = excluded.location_id,
		phone_id = excluded.phone_id, name = excluded.name, code = excluded.code, note = excluded.note,
		changed = excluded.changed`
	languageByID = `SELECT id, service_id, location_id, phone_id, name, code, note
		FROM directory_language WHERE id = $1`
	languagePage = `SELECT id, service_id, location_id, phone_id, name, code, note
		FROM directory_language WHERE id > $1 ORDER BY id LIMIT $2`
	languageOfService = `SELECT id, service_id, location_id, phone_id, name, code, note
		FROM directory_language WHERE service_id = $1 ORDER BY id LIMIT 500`
	languageOfLocation = `SELECT id, service_id, location_id, phone_id, name, code, note
		FROM directory_language WHERE location_id = $1 ORDER BY id LIMIT 500`
	languageOfPhone = `SELECT id, service_id, location_id, phone_id, name, code, note
		FROM directory_language WHERE phone_id = $1 ORDER BY id LIMIT 500`
)
