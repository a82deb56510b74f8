// Package store keeps rows in embedded SQLite or in PostgreSQL, with one SQL text for both.
//
// The law of the package:
//
//   - Every table belongs to a Schema and says what it is: Tenant (agency_id leads its key, and PostgreSQL adds row-level
//     security as a second wall), Reference (small, shared, rarely written) or Local (this installation only).
//   - Work is done inside Write or Read, which open one transaction for one agency. A function given to Write may run more
//     than once, so it sends nothing and starts nothing. When Write returns nil, what it did is on the disk.
//   - Writes of one agency are committed in groups: each function runs behind a savepoint, at most 64 share one commit. A
//     function that fails takes back only its own rows.
//   - What is tied to nobody (Table.Apart) is written by Deposit, apart from everything with a name: in a file of its own on
//     SQLite, in shuffled batches, and settled so that neither a transaction nor a place tells who wrote it or what came first.
//   - Ids, times and random values are made in Go. No statement relies on the order of a sequence or on the engine's clock.
//
// The engine is chosen by Config.URL: empty is SQLite in the data folder; "postgres://…" is PostgreSQL 15 or newer.
package store
