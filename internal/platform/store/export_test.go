package store

// Waiting is how many deposits wait for the batch that is being written.
func (db *DB) Waiting() int {
	db.apart.mu.Lock()
	defer db.apart.mu.Unlock()
	return len(db.apart.waiting)
}
