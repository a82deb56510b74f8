package directory

const (
	upsertService = `INSERT INTO directory_service (id, organization_id, program_id, name, alternate_name,
		description, url, email, status, interpretation_services, application_process, fees_description, wait_time, fees,
		accreditations, eligibility_description, minimum_age, maximum_age, assured_date, assurer_email, licenses, alert,
		last_modified, changed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
		$24)
		ON CONFLICT (id) DO UPDATE SET organization_id = excluded.organization_id, program_id = excluded.program_id,
		name = excluded.name, alternate_name = excluded.alternate_name, description = excluded.description,
		url = excluded.url, email = excluded.email, status = excluded.status,
		interpretation_services = excluded.interpretation_services, application_process = excluded.application_process,
		fees_description = excluded.fees_description, wait_time = excluded.wait_time, fees = excluded.fees,
		accreditations = excluded.accreditations, eligibility_description = excluded.eligibility_description,
		minimum_age = excluded.minimum_age, maximum_age = excluded.maximum_age, assured_date = excluded.assured_date,
		assurer_email = excluded.assurer_email, licenses = excluded.licenses, alert = excluded.alert,
		last_modified = excluded.last_modified, changed = excluded.changed`
	serviceByID = `SELECT id, organization_id, program_id, name, alternate_name, description, url, email, status,
		interpretation_services, application_process, fees_description, wait_time, fees, accreditations,
		eligibility_description, minimum_age, maximum_age, assured_date, assurer_email, licenses, alert, last_modified
		FROM directory_service WHERE id = $1`
	servicePage = `SELECT id, organization_id, program_id, name, alternate_name, description, url, email, status,
		interpretation_services, application_process, fees_description, wait_time, fees, accreditations,
		eligibility_description, minimum_age, maximum_age, assured_date, assurer_email, licenses, alert, last_modified
		FROM directory_service WHERE id > $1 ORDER BY id LIMIT $2`
	serviceOfOrganization = `SELECT id, organization_id, program_id, name, alternate_name, description, url, email,
		status, interpretation_services, application_process, fees_description, wait_time, fees, accreditations,
		eligibility_description, minimum_age, maximum_age, assured_date, assurer_email, licenses, alert, last_modified
		FROM directory_service WHERE organization_id = $1 ORDER BY id LIMIT 500`

	upsertServiceAtLocation = `INSERT INTO directory_service_at_location (id, service_id, location_id, description,
		changed)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO UPDATE SET service_id = excluded.service_id, location_id = excluded.location_id,
		description = excluded.description, changed = excluded.changed`
	serviceAtLocationByID = `SELECT id, service_id, location_id, description
		FROM directory_service_at_location WHERE id = $1`
	serviceAtLocationPage = `SELECT id, service_id, location_id, description
		FROM directory_service_at_location WHERE id > $1 ORDER BY id LIMIT $2`
	serviceAtLocationOfService = `SELECT id, service_id, location_id, description
		FROM directory_service_at_location WHERE service_id = $1 ORDER BY id LIMIT 500`

	upsertServiceArea = `INSERT INTO directory_service_area (id, service_id, name, description, extent, extent_type,
		uri, changed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (id) DO UPDATE SET service_id = excluded.service_id, name = excluded.name,
		description = excluded.description, extent = excluded.extent, extent_type = excluded.extent_type,
		uri = excluded.uri, changed = excluded.changed`
	serviceAreaByID = `SELECT id, service_id, name, description, extent, extent_type, uri
		FROM directory_service_area WHERE id = $1`
	serviceAreaPage = `SELECT id, service_id, name, description, extent, extent_type, uri
		FROM directory_service_area WHERE id > $1 ORDER BY id LIMIT $2`
	serviceAreaOfService = `SELECT id, service_id, name, description, extent, extent_type, uri
		FROM directory_service_area WHERE service_id = $1 ORDER BY id LIMIT 500`

	upsertRequiredDocument = `INSERT INTO directory_required_document (id, service_id, document, uri, changed)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO UPDATE SET service_id = excluded.service_id, document = excluded.document,
		uri = excluded.uri, changed = excluded.changed`
	requiredDocumentByID = `SELECT id, service_id, document, uri
		FROM directory_required_document WHERE id = $1`
	requiredDocumentPage = `SELECT id, service_id, document, uri
		FROM directory_required_document WHERE id > $1 ORDER BY id LIMIT $2`
	requiredDocumentOfService = `SELECT id, service_id, document, uri
		FROM directory_required_document WHERE service_id = $1 ORDER BY id LIMIT 500`

	upsertCostOption = `INSERT INTO directory_cost_option (id, service_id, valid_from, valid_to, option, currency,
		amount, amount_description, changed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (id) DO UPDATE SET service_id = excluded.service_id, valid_from = excluded.valid_from,
		valid_to = excluded.valid_to, option = excluded.option, currency = excluded.currency, amount = excluded.amount,
		amount_description = excluded.amount_description, changed = excluded.changed`
	costOptionByID = `SELECT id, service_id, valid_from, valid_to, option, currency, amount, amount_description
		FROM directory_cost_option WHERE id = $1`
	costOptionPage = `SELECT id, service_id, valid_from, valid_to, option, currency, amount, amount_description
		FROM directory_cost_option WHERE id > $1 ORDER BY id LIMIT $2`
	costOptionOfService = `SELECT id, service_id, valid_from, valid_to, option, currency, amount, amount_description
		FROM directory_cost_option WHERE service_id = $1 ORDER BY id LIMIT 500`
)
