package directory

// Lists with the filters of the HSDS API. A filter that is empty holds for every row; all must hold.
const (
	countServicesSQLite = `SELECT count(*) FROM directory_service s
		WHERE ($1 = '' OR s.organization_id = $1) AND s.changed >= $2
		AND ($3 = '' OR EXISTS (SELECT 1 FROM directory_attribute a WHERE a.link_id = s.id AND a.taxonomy_term_id = $3))
		AND ($4 = '' OR EXISTS (SELECT 1 FROM directory_attribute a JOIN directory_taxonomy_term t ON t.id = a.taxonomy_term_id
			WHERE a.link_id = s.id AND t.taxonomy_id = $4))
		AND ($5 = '' OR EXISTS (SELECT 1 FROM directory_address p JOIN directory_location l ON l.id = p.location_id
			JOIN directory_service_at_location k ON k.location_id = l.id
			WHERE k.service_id = s.id AND l.confidential = FALSE AND p.postal_code = $5))
		AND ($6 = '' OR s.id IN (SELECT g.service_id FROM directory_words w JOIN directory_listing g ON g.ordinal = w.rowid
			WHERE w.directory_words MATCH $6))`
	selectServicesSQLite = `SELECT s.id FROM directory_service s
		WHERE ($1 = '' OR s.organization_id = $1) AND s.changed >= $2
		AND ($3 = '' OR EXISTS (SELECT 1 FROM directory_attribute a WHERE a.link_id = s.id AND a.taxonomy_term_id = $3))
		AND ($4 = '' OR EXISTS (SELECT 1 FROM directory_attribute a JOIN directory_taxonomy_term t ON t.id = a.taxonomy_term_id
			WHERE a.link_id = s.id AND t.taxonomy_id = $4))
		AND ($5 = '' OR EXISTS (SELECT 1 FROM directory_address p JOIN directory_location l ON l.id = p.location_id
			JOIN directory_service_at_location k ON k.location_id = l.id
			WHERE k.service_id = s.id AND l.confidential = FALSE AND p.postal_code = $5))
		AND ($6 = '' OR s.id IN (SELECT g.service_id FROM directory_words w JOIN directory_listing g ON g.ordinal = w.rowid
			WHERE w.directory_words MATCH $6))
		ORDER BY s.id LIMIT $7 OFFSET $8`
	countServicesAtLocationsSQLite = `SELECT count(*) FROM directory_service_at_location x JOIN directory_service s ON s.id = x.service_id
		WHERE ($1 = '' OR s.organization_id = $1) AND x.changed >= $2
		AND ($3 = '' OR EXISTS (SELECT 1 FROM directory_attribute a WHERE a.link_id = x.service_id AND a.taxonomy_term_id = $3))
		AND ($4 = '' OR EXISTS (SELECT 1 FROM directory_attribute a JOIN directory_taxonomy_term t ON t.id = a.taxonomy_term_id
			WHERE a.link_id = x.service_id AND t.taxonomy_id = $4))
		AND ($5 = '' OR EXISTS (SELECT 1 FROM directory_address p JOIN directory_location l ON l.id = p.location_id
			JOIN directory_service_at_location k ON k.location_id = l.id
			WHERE k.id = x.id AND l.confidential = FALSE AND p.postal_code = $5))
		AND ($6 = '' OR s.id IN (SELECT g.service_id FROM directory_words w JOIN directory_listing g ON g.ordinal = w.rowid
			WHERE w.directory_words MATCH $6))`
	selectServicesAtLocationsSQLite = `SELECT x.id FROM directory_service_at_location x JOIN directory_service s ON s.id = x.service_id
		WHERE ($1 = '' OR s.organization_id = $1) AND x.changed >= $2
		AND ($3 = '' OR EXISTS (SELECT 1 FROM directory_attribute a WHERE a.link_id = x.service_id AND a.taxonomy_term_id = $3))
		AND ($4 = '' OR EXISTS (SELECT 1 FROM directory_attribute a JOIN directory_taxonomy_term t ON t.id = a.taxonomy_term_id
			WHERE a.link_id = x.service_id AND t.taxonomy_id = $4))
		AND ($5 = '' OR EXISTS (SELECT 1 FROM directory_address p JOIN directory_location l ON l.id = p.location_id
			JOIN directory_service_at_location k ON k.location_id = l.id
			WHERE k.id = x.id AND l.confidential = FALSE AND p.postal_code = $5))
		AND ($6 = '' OR s.id IN (SELECT g.service_id FROM directory_words w JOIN directory_listing g ON g.ordinal = w.rowid
			WHERE w.directory_words MATCH $6))
		ORDER BY x.id LIMIT $7 OFFSET $8`
	countServicesPostgres = `SELECT count(*) FROM directory_service s
		WHERE ($1 = '' OR s.organization_id = $1) AND s.changed >= $2
		AND ($3 = '' OR EXISTS (SELECT 1 FROM directory_attribute a WHERE a.link_id = s.id AND a.taxonomy_term_id = $3))
		AND ($4 = '' OR EXISTS (SELECT 1 FROM directory_attribute a JOIN directory_taxonomy_term t ON t.id = a.taxonomy_term_id
			WHERE a.link_id = s.id AND t.taxonomy_id = $4))
		AND ($5 = '' OR EXISTS (SELECT 1 FROM directory_address p JOIN directory_location l ON l.id = p.location_id
			JOIN directory_service_at_location k ON k.location_id = l.id
			WHERE k.service_id = s.id AND l.confidential = FALSE AND p.postal_code = $5))
		AND ($6 = '' OR s.id IN (SELECT g.service_id FROM directory_words w JOIN directory_listing g ON g.ordinal = w.ordinal
			WHERE w.words @@ CAST($6 AS tsquery)))`
	selectServicesPostgres = `SELECT s.id FROM directory_service s
		WHERE ($1 = '' OR s.organization_id = $1) AND s.changed >= $2
		AND ($3 = '' OR EXISTS (SELECT 1 FROM directory_attribute a WHERE a.link_id = s.id AND a.taxonomy_term_id = $3))
		AND ($4 = '' OR EXISTS (SELECT 1 FROM directory_attribute a JOIN directory_taxonomy_term t ON t.id = a.taxonomy_term_id
			WHERE a.link_id = s.id AND t.taxonomy_id = $4))
		AND ($5 = '' OR EXISTS (SELECT 1 FROM directory_address p JOIN directory_location l ON l.id = p.location_id
			JOIN directory_service_at_location k ON k.location_id = l.id
			WHERE k.service_id = s.id AND l.confidential = FALSE AND p.postal_code = $5))
		AND ($6 = '' OR s.id IN (SELECT g.service_id FROM directory_words w JOIN directory_listing g ON g.ordinal = w.ordinal
			WHERE w.words @@ CAST($6 AS tsquery)))
		ORDER BY s.id LIMIT $7 OFFSET $8`
	countServicesAtLocationsPostgres = `SELECT count(*) FROM directory_service_at_location x JOIN directory_service s ON s.id = x.service_id
		WHERE ($1 = '' OR s.organization_id = $1) AND x.changed >= $2
		AND ($3 = '' OR EXISTS (SELECT 1 FROM directory_attribute a WHERE a.link_id = x.service_id AND a.taxonomy_term_id = $3))
		AND ($4 = '' OR EXISTS (SELECT 1 FROM directory_attribute a JOIN directory_taxonomy_term t ON t.id = a.taxonomy_term_id
			WHERE a.link_id = x.service_id AND t.taxonomy_id = $4))
		AND ($5 = '' OR EXISTS (SELECT 1 FROM directory_address p JOIN directory_location l ON l.id = p.location_id
			JOIN directory_service_at_location k ON k.location_id = l.id
			WHERE k.id = x.id AND l.confidential = FALSE AND p.postal_code = $5))
		AND ($6 = '' OR s.id IN (SELECT g.service_id FROM directory_words w JOIN directory_listing g ON g.ordinal = w.ordinal
			WHERE w.words @@ CAST($6 AS tsquery)))`
	selectServicesAtLocationsPostgres = `SELECT x.id FROM directory_service_at_location x JOIN directory_service s ON s.id = x.service_id
		WHERE ($1 = '' OR s.organization_id = $1) AND x.changed >= $2
		AND ($3 = '' OR EXISTS (SELECT 1 FROM directory_attribute a WHERE a.link_id = x.service_id AND a.taxonomy_term_id = $3))
		AND ($4 = '' OR EXISTS (SELECT 1 FROM directory_attribute a JOIN directory_taxonomy_term t ON t.id = a.taxonomy_term_id
			WHERE a.link_id = x.service_id AND t.taxonomy_id = $4))
		AND ($5 = '' OR EXISTS (SELECT 1 FROM directory_address p JOIN directory_location l ON l.id = p.location_id
			JOIN directory_service_at_location k ON k.location_id = l.id
			WHERE k.id = x.id AND l.confidential = FALSE AND p.postal_code = $5))
		AND ($6 = '' OR s.id IN (SELECT g.service_id FROM directory_words w JOIN directory_listing g ON g.ordinal = w.ordinal
			WHERE w.words @@ CAST($6 AS tsquery)))
		ORDER BY x.id LIMIT $7 OFFSET $8`
)
