package store

import (
	"context"
	crand "crypto/rand"
	"database/sql"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
)

// An ApartTx reads and writes the tables that are kept apart. It is no Tx: what takes a Tx (the ledger, the queue, a state
// machine, Once) cannot be called with it, so that nothing with a name is written beside what is tied to nobody. On SQLite
// it sees the file of what is kept apart and nothing else, and a Tx cannot write that file.
type ApartTx struct {
	Reader
	changed bool // the function that runs has changed rows
}

// Exec runs a statement on a table that is kept apart and returns how many rows it changed.
func (tx *ApartTx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	n, err := tx.exec(ctx, query, args...)
	tx.changed = tx.changed || n > 0 || err != nil
	return n, err
}

// A deposit waits for others for a time that is drawn between these.
const (
	leastPause = 10 * time.Millisecond
	mostPause  = 50 * time.Millisecond
)

// Deposit runs fn on the apart tables of an agency, together with what others deposit within 10 to 50 milliseconds, in an
// order that is drawn, in one transaction that holds nothing else. When it returns nil, what fn did is on the disk. Errors
// have the kinds of Write.
//
// A function may run more than once. One that fails after it changed rows costs the others another run, so it checks
// before it writes.
func (db *DB) Deposit(ctx context.Context, agency id.Agency, fn func(ctx context.Context, tx *ApartTx) error) error {
	return db.deposit(ctx, agency, fn, false)
}

// DepositNow is Deposit for what cannot wait, such as an urgent report: whatever waits is written with it, at once.
func (db *DB) DepositNow(ctx context.Context, agency id.Agency, fn func(ctx context.Context, tx *ApartTx) error) error {
	return db.deposit(ctx, agency, fn, true)
}

func (db *DB) deposit(ctx context.Context, agency id.Agency, fn func(ctx context.Context, tx *ApartTx) error, now bool) error {
	var err error
	for try := range tries {
		d := &deposit{ctx: ctx, agency: agency, fn: fn, done: make(chan error, 1)}
		if db.apart.hand(d, now) {
			err = <-d.done
		} else {
			err = ErrClosed
		}
		if err == nil || !retryable(err) {
			break
		}
		if stop := backoff(ctx, try); stop != nil {
			return stop
		}
	}
	return db.wrote(err)
}

type deposit struct {
	ctx    context.Context
	agency id.Agency
	fn     func(ctx context.Context, tx *ApartTx) error
	done   chan error
}

// apart writes what is deposited, in batches, on a connection that writes nothing else.
type apart struct {
	db      *DB
	pool    *sql.DB // one connection: of the apart file, or of the server
	come    chan struct{}
	hurry   chan struct{}
	writing sync.Mutex // one batch or one settling at a time
	settled settled    // guarded by writing

	mu      sync.Mutex
	waiting []*deposit
	ended   bool
}

func newApart(db *DB, pool *sql.DB) *apart {
	a := &apart{db: db, pool: pool, come: make(chan struct{}, 1), hurry: make(chan struct{}, 1), settled: settled{}}
	pool.SetMaxOpenConns(1)
	db.running.Add(1)
	go a.run()
	return a
}

// hand gives a deposit to whoever writes; false says that nobody does any more.
func (a *apart) hand(d *deposit, now bool) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ended {
		return false
	}
	a.waiting = append(a.waiting, d)
	signal(a.come)
	if now {
		signal(a.hurry)
	}
	return true
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default: // it is known already
	}
}

func (a *apart) run() {
	defer a.db.running.Done()
	defer a.end()
	for {
		select {
		case <-a.come:
		case <-a.db.closed:
			return
		}
		pause := time.NewTimer(leastPause + rand.N(mostPause-leastPause))
		select {
		case <-pause.C:
		case <-a.hurry:
		case <-a.db.closed:
		}
		pause.Stop()
		a.write(a.take())
	}
}

// take is the next batch: of all that wait, as many as one transaction holds, in an order that is drawn.
func (a *apart) take() []*deposit {
	a.mu.Lock()
	defer a.mu.Unlock()
	var seed [32]byte
	_, _ = crand.Read(seed[:]) // documented never to fail
	all := a.waiting
	rand.New(rand.NewChaCha8(seed)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	n := min(len(all), maxGroup)
	a.waiting = all[n:]
	if len(a.waiting) > 0 { // who was not drawn does not wait once more
		signal(a.come)
		signal(a.hurry)
	}
	return all[:n:n]
}

// end refuses what still waits.
func (a *apart) end() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.ended = true
	for _, d := range a.waiting {
		d.done <- ErrClosed
	}
	a.waiting = nil
}

// write commits a batch in one transaction and answers each. There are no savepoints in it: on PostgreSQL each would be a
// transaction of its own below the first, with a number that tells the order. So a function that fails after it changed
// rows is left out, and the others run once more.
func (a *apart) write(batch []*deposit) {
	a.writing.Lock()
	defer a.writing.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), groupLimit)
	defer cancel()
	for len(batch) > 0 {
		left, err := a.once(ctx, batch)
		if err != nil {
			for _, d := range left {
				d.done <- err
			}
			return
		}
		batch = left
	}
	_ = a.empty(ctx) // the log; where a reader still looks at it, the next batch or Settle empties it
}

// once runs a batch and commits it. It returns what is still to be done: nothing after a commit, the others when one of them
// failed after it changed rows, and with an error all that were not answered.
func (a *apart) once(ctx context.Context, batch []*deposit) (left []*deposit, err error) {
	conn, err := a.pool.Conn(ctx)
	if err != nil {
		return batch, err
	}
	defer conn.Close()
	tx := &ApartTx{Reader: Reader{conn: conn, dialect: a.db.dialect}}
	if _, err := conn.ExecContext(ctx, beginText(a.db.dialect, id.Agency{}, false)); err != nil {
		return batch, err
	}
	committed := false
	defer func() {
		if !committed {
			undo(conn)
		}
	}()
	var ran []*deposit
	for i, d := range batch {
		ok, err := a.one(ctx, tx, d)
		if errors.Is(err, errAgain) {
			return append(ran, batch[i+1:]...), nil
		}
		if err != nil {
			return append(ran, batch[i:]...), err
		}
		if ok {
			ran = append(ran, d)
		}
	}
	if _, err := conn.ExecContext(ctx, `COMMIT`); err != nil {
		return ran, err
	}
	committed = true
	for _, d := range ran {
		a.settled.disturb(a.db.place(d.agency))
		d.done <- nil
	}
	return nil, nil
}

// undo takes back what is open on a connection.
func undo(conn *sql.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_, _ = conn.ExecContext(ctx, `ROLLBACK`) // fails where nothing is open, which is fine
}

// errAgain says that a function failed after it changed rows.
var errAgain = errors.New("store: the others run once more")

// one runs one function. ok tells whether its rows are part of the batch. A function that failed is answered here.
func (a *apart) one(ctx context.Context, tx *ApartTx, d *deposit) (ok bool, err error) {
	if err := d.ctx.Err(); err != nil {
		d.done <- err
		return false, nil
	}
	if a.db.dialect == Postgres && tx.agency != d.agency && !d.agency.IsZero() {
		if _, err := tx.conn.ExecContext(ctx, setAgency(d.agency)); err != nil {
			return false, err
		}
	}
	tx.agency, tx.changed = d.agency, false
	// The caller's cancellation stops at this door: an interrupted statement would lose everybody's rows.
	failed := call(func() error { return d.fn(context.WithoutCancel(d.ctx), tx) })
	if failed == nil {
		return true, nil
	}
	if retryable(failed) {
		return false, failed
	}
	changed := tx.changed
	if !changed { // a query that failed may have ended the transaction
		_, lost := tx.conn.ExecContext(ctx, `SELECT 1`)
		changed = lost != nil
	}
	d.done <- failed
	if changed {
		return false, errAgain
	}
	return false, nil
}
