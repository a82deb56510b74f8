package store

// Waiting is how many deposits wait for the batch that is being written.
func (db *DB) Waiting() int { return int(db.apart.waiting.Load()) }
