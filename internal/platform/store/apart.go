package store

import (
	"context"
	crand "crypto/rand"
	"database/sql"
	"errors"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
)

// An ApartTx reads and writes the tables that are kept apart. It is no Tx: what takes a Tx (the ledger, the queue, a state
// machine, Once) cannot be called with it, so that nothing with a name is written beside what is tied to nobody. On SQLite
// it sees the apart tables only.
type ApartTx struct {
	Reader
	changed bool // the function that runs has changed rows
}

// Exec runs a statement on an apart table and returns how many rows it changed.
func (tx *ApartTx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	n, err := tx.exec(ctx, query, args...)
	tx.changed = tx.changed || n > 0 || err != nil
	return n, err
}

const (
	leastPause = 25 * time.Millisecond // how long a deposit waits for others to be written with: a random time between these
	mostPause  = 75 * time.Millisecond
)

// Deposit runs fn on the apart tables of an agency, together with what others deposit within the same 25 to 75 milliseconds,
// in an order that is drawn, in one transaction that holds nothing else. When it returns nil, what fn did is on the disk.
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
		if err = db.apart.submit(ctx, &deposit{ctx: ctx, agency: agency, fn: fn, now: now, done: make(chan error, 1)}); err == nil || !retryable(err) {
			return err
		}
		if stop := backoff(ctx, try); stop != nil {
			return stop
		}
	}
	return err
}

type deposit struct {
	ctx    context.Context
	agency id.Agency
	fn     func(ctx context.Context, tx *ApartTx) error
	now    bool
	done   chan error
}

// apart writes what is deposited, in batches, on a connection that writes nothing else.
type apart struct {
	db      *DB
	pool    *sql.DB // one connection: of the apart file, or of the server
	queue   chan *deposit
	waiting atomic.Int32 // deposits on their way into the queue

	writing sync.Mutex // guards the rest
	conn    *sql.Conn
	tx      ApartTx
	settle  settling
}

func newApart(db *DB, pool *sql.DB) *apart {
	a := &apart{db: db, pool: pool, queue: make(chan *deposit), settle: newSettling()}
	pool.SetMaxOpenConns(1)
	db.running.Add(1)
	go a.run()
	return a
}

func (a *apart) submit(ctx context.Context, d *deposit) error {
	select {
	case <-a.db.closed:
		return ErrClosed
	default:
	}
	if err := a.hand(ctx, d); err != nil {
		return err
	}
	return <-d.done
}

// hand gives a deposit to whoever writes.
func (a *apart) hand(ctx context.Context, d *deposit) error {
	a.waiting.Add(1)
	defer a.waiting.Add(-1)
	select {
	case a.queue <- d:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-a.db.closed:
		return ErrClosed
	}
}

func (a *apart) run() {
	defer a.db.running.Done()
	for {
		select {
		case first := <-a.queue:
			a.write(a.gather(first))
		case <-a.db.closed:
			return
		}
	}
}

// gather waits for others, and shuffles them. It ends at once with what cannot wait, and when the batch is full.
func (a *apart) gather(first *deposit) []*deposit {
	batch := []*deposit{first}
	pause := time.NewTimer(leastPause + rand.N(mostPause-leastPause))
	defer pause.Stop()
	for waits := !first.now; waits && len(batch) < maxGroup; {
		select {
		case d := <-a.queue:
			batch, waits = append(batch, d), !d.now
		case <-pause.C:
			waits = false
		case <-a.db.closed:
			waits = false
		}
	}
	for a.waiting.Load() > 0 && len(batch) < maxGroup { // whoever is on the way comes along
		select {
		case d := <-a.queue:
			batch = append(batch, d)
		default:
			runtime.Gosched()
		}
	}
	shuffle(batch)
	return batch
}

// shuffle draws an order from the machine's own randomness.
func shuffle(batch []*deposit) {
	var seed [32]byte
	_, _ = crand.Read(seed[:]) // documented never to fail
	rand.New(rand.NewChaCha8(seed)).Shuffle(len(batch), func(i, j int) { batch[i], batch[j] = batch[j], batch[i] })
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
			a.rollback()
			for _, d := range left {
				d.done <- err
			}
			return
		}
		batch = left
	}
	a.trim(ctx)
}

// errAgain says that a function failed after it changed rows.
var errAgain = errors.New("store: the others run once more")

// once runs a batch and commits it. It returns what is still to be done: nothing after a commit, the others when one of them
// failed after it changed rows, and with an error all that were not answered.
func (a *apart) once(ctx context.Context, batch []*deposit) (left []*deposit, err error) {
	if err := a.begin(ctx); err != nil {
		return batch, err
	}
	var ran []*deposit
	for i, d := range batch {
		ok, err := a.one(ctx, d)
		if errors.Is(err, errAgain) {
			a.rollback()
			return append(ran, batch[i+1:]...), nil
		}
		if err != nil {
			return append(ran, batch[i:]...), err
		}
		if ok {
			ran = append(ran, d)
		}
	}
	if _, err := a.conn.ExecContext(ctx, `COMMIT`); err != nil {
		return ran, err
	}
	for _, d := range ran {
		a.settle.note(d.agency)
		d.done <- nil
	}
	return nil, nil
}

// one runs one function. ok tells whether its rows are part of the batch. A function that failed is answered here.
func (a *apart) one(ctx context.Context, d *deposit) (ok bool, err error) {
	if err := d.ctx.Err(); err != nil {
		d.done <- err
		return false, nil
	}
	if err := a.enter(ctx, d.agency); err != nil {
		return false, err
	}
	a.tx.changed = false
	// The caller's cancellation stops at this door: an interrupted statement would lose everybody's rows.
	failed := call(func() error { return d.fn(context.WithoutCancel(d.ctx), &a.tx) })
	if failed == nil {
		return true, nil
	}
	if retryable(failed) {
		return false, failed
	}
	changed := a.tx.changed
	if !changed && a.db.dialect == Postgres {
		_, lost := a.conn.ExecContext(ctx, `SELECT 1`) // a statement that failed has ended the transaction
		changed = lost != nil
	}
	d.done <- failed
	if changed {
		return false, errAgain
	}
	return false, nil
}

// enter makes an agency's rows visible in the open transaction, and no other's.
func (a *apart) enter(ctx context.Context, agency id.Agency) error {
	if a.db.dialect == Postgres && a.tx.agency != agency {
		if _, err := a.conn.ExecContext(ctx, setAgency(agency)); err != nil {
			return err
		}
	}
	a.tx.agency = agency
	return nil
}

// connect takes the connection, where it was let go.
func (a *apart) connect(ctx context.Context) error {
	if a.conn != nil {
		return nil
	}
	conn, err := a.pool.Conn(ctx)
	if err != nil {
		return err
	}
	a.conn, a.tx = conn, ApartTx{Reader: Reader{conn: conn, dialect: a.db.dialect, writes: &a.db.apartTables, apart: true}}
	if a.db.dialect == SQLite {
		a.tx.stmts = map[string]*sql.Stmt{}
	}
	return nil
}

func (a *apart) begin(ctx context.Context) error {
	if err := a.connect(ctx); err != nil {
		return err
	}
	a.tx.agency = id.Agency{}
	_, err := a.conn.ExecContext(ctx, beginText(a.db.dialect, id.Agency{}, false))
	return err
}

// rollback takes back what is open and lets go of the connection, whose state is not known.
func (a *apart) rollback() {
	if a.conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_, _ = a.conn.ExecContext(ctx, `ROLLBACK`) // fails where nothing is open, which is fine
	a.release()
}

func (a *apart) release() {
	if a.conn == nil {
		return
	}
	for _, s := range a.tx.stmts {
		_ = s.Close()
	}
	_ = a.conn.Close()
	a.conn, a.tx = nil, ApartTx{}
}
