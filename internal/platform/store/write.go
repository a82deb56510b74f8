package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
)

const (
	maxGroup   = 64               // transactions that may share one commit
	tries      = 5                // of a whole transaction, on errors that a second try can mend
	groupLimit = 30 * time.Second // for one group: a stuck statement must not hold an agency for ever
)

// ErrClosed is returned for work that arrives after Close.
var ErrClosed = errors.New("the database is closed")

// Write runs fn in one transaction of one agency and returns nil only when what fn did is durable. It tries again, from
// the start, when the engine says that a second try can help; so fn must have no effect outside tx. An error of the engine
// has the kind fault.Full where there is no room left, and fault.Unavailable where it can't be reached or did not answer.
func (db *DB) Write(ctx context.Context, agency id.Agency, fn func(ctx context.Context, tx *Tx) error) error {
	var err error
	for try := range tries {
		if err = db.submit(ctx, agency, fn); err == nil || !retryable(err) {
			return db.wrote(err)
		}
		if stop := backoff(ctx, try); stop != nil {
			return stop
		}
	}
	return db.wrote(err)
}

// WriteShared is Write for reference and local tables, where no agency's rows are visible.
func (db *DB) WriteShared(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	return db.Write(ctx, id.Agency{}, fn)
}

type work struct {
	ctx  context.Context
	fn   func(ctx context.Context, tx *Tx) error
	done chan error
}

// committer gathers the writes of one agency (on SQLite: of all) and commits them in groups.
type committer struct {
	db     *DB
	agency id.Agency
	queue  chan *work
}

func (db *DB) submit(ctx context.Context, agency id.Agency, fn func(ctx context.Context, tx *Tx) error) error {
	w := &work{ctx: ctx, done: make(chan error, 1)}
	w.fn = func(ctx context.Context, tx *Tx) error {
		tx.agency = agency
		if err := fn(ctx, tx); err != nil {
			return err
		}
		return tx.settleAll(ctx)
	}
	for {
		c, err := db.committer(agency)
		if err != nil {
			return err
		}
		select {
		case c.queue <- w:
			return <-w.done
		case <-ctx.Done():
			return ctx.Err()
		case <-db.closed:
			return ErrClosed
		}
	}
}

func (db *DB) committer(agency id.Agency) (*committer, error) {
	if db.dialect == SQLite {
		agency = id.Agency{} // one writer for all
	}
	db.mu.Lock()
	defer db.mu.Unlock()
	select {
	case <-db.closed:
		return nil, ErrClosed
	default:
	}
	c := db.committers[agency]
	if c == nil {
		c = &committer{db: db, agency: agency, queue: make(chan *work)}
		db.committers[agency] = c
		db.running.Add(1)
		go c.run()
	}
	return c, nil
}

func (c *committer) run() {
	defer c.db.running.Done()
	s := &session{db: c.db, agency: c.agency}
	defer s.release()
	for {
		select {
		case w := <-c.queue:
			c.group(s, w)
			if c.db.dialect == Postgres {
				s.giveBack() // there are more agencies than connections; the pool keeps their statements prepared
			}
		case <-c.db.closed:
			return
		}
	}
}

// group runs first and whatever else is waiting, each behind a savepoint once there is something to lose, commits once, and
// answers each.
func (c *committer) group(s *session, first *work) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(first.ctx), groupLimit)
	defer cancel()
	if err := s.begin(ctx); err != nil {
		s.release()
		first.done <- err
		return
	}
	ran := make([]*work, 0, maxGroup)
	for w := first; w != nil; w = c.next(len(ran)) {
		ok, err := s.runOne(ctx, w, len(ran) == 0)
		if err != nil { // the whole transaction is lost; those before it may be tried again
			s.release()
			answer(append(ran, w), err)
			return
		}
		if ok {
			ran = append(ran, w)
		}
	}
	if err := s.commit(ctx); err != nil {
		s.release()
		answer(ran, err)
		return
	}
	answer(ran, nil)
}

// next returns waiting work without blocking, or nil when the group is full or nobody waits.
func (c *committer) next(have int) *work {
	if have >= maxGroup {
		return nil
	}
	select {
	case w := <-c.queue:
		return w
	default:
		return nil
	}
}

func answer(ws []*work, err error) {
	for _, w := range ws {
		w.done <- err
	}
}

// session is the connection a committer holds between groups.
type session struct {
	db     *DB
	agency id.Agency
	conn   *sql.Conn
	tx     Tx

	settled map[id.Agency]uint64 // the heads that the open transaction wrote
}

func (s *session) begin(ctx context.Context) error {
	s.settled = nil
	defer func() { s.tx.guard = s.db.guard }()
	if s.conn == nil {
		pool := s.db.pool
		if s.db.dialect == SQLite {
			pool = s.db.writer
		}
		conn, err := pool.Conn(ctx)
		if err != nil {
			return err
		}
		s.conn = conn
		s.tx = Tx{Reader: Reader{conn: conn, dialect: s.db.dialect, writes: true}}
		if s.db.dialect == SQLite {
			s.tx.stmts = map[string]*sql.Stmt{}
		}
	}
	_, err := s.conn.ExecContext(ctx, beginText(s.db.dialect, s.agency, false))
	return err
}

// beginText opens a transaction. On PostgreSQL the agency is set for this transaction only, as a literal of hexadecimal
// digits and dashes that the type guarantees: SET takes no parameters, and set_config is not carried to other nodes.
func beginText(d Dialect, agency id.Agency, readOnly bool) string {
	if d == SQLite {
		if readOnly {
			return `BEGIN`
		}
		return `BEGIN IMMEDIATE`
	}
	mode := ``
	if readOnly {
		mode = ` READ ONLY ISOLATION LEVEL REPEATABLE READ`
	}
	text := `BEGIN` + mode + `; SET LOCAL statement_timeout = '20s'; SET LOCAL lock_timeout = '10s'`
	if !agency.IsZero() {
		text += `; ` + setAgency(agency)
	}
	return text
}

func setAgency(agency id.Agency) string { return `SET LOCAL amparo.agency = '` + agency.String() + `'` }

// runOne runs w, behind a savepoint unless it is the first of which rows are in the transaction: that one takes nobody's rows
// along when it fails. ok tells whether its rows are part of the group; a non-nil error means that the transaction itself is
// lost. A failed or cancelled w is answered here.
func (s *session) runOne(ctx context.Context, w *work, first bool) (ok bool, lost error) {
	if err := w.ctx.Err(); err != nil {
		w.done <- err
		return false, nil
	}
	if !first {
		if _, err := s.tx.exec(ctx, `SAVEPOINT one`); err != nil {
			return false, err
		}
	}
	// An interrupted statement would roll back everybody's rows, so the caller's cancellation stops at this door.
	s.tx.changed, s.tx.wrote, s.tx.signed, s.tx.settled = nil, nil, false, nil
	err := call(func() error { return w.fn(context.WithoutCancel(w.ctx), &s.tx) })
	if err == nil {
		s.noteSettled()
		if !first {
			_, lost = s.tx.exec(ctx, `RELEASE SAVEPOINT one`)
		}
		return lost == nil, lost
	}
	if lost := s.undo(ctx, first); lost != nil {
		return false, endedBy(err, lost)
	}
	w.done <- err
	return false, nil
}

// undo takes back what the work before has done: all of the transaction, which begins anew, or what is behind the savepoint.
func (s *session) undo(ctx context.Context, first bool) error {
	if first {
		if _, err := s.conn.ExecContext(ctx, `ROLLBACK`); err != nil {
			return err
		}
		return s.begin(ctx)
	}
	if _, err := s.tx.exec(ctx, `ROLLBACK TO SAVEPOINT one`); err != nil {
		return err
	}
	_, err := s.tx.exec(ctx, `RELEASE SAVEPOINT one`)
	return err
}

// call turns a panic in fn into an error, so that one defect does not end everybody's group.
func call(fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in a transaction: %T", p) // the value may hold personal data
		}
	}()
	return fn()
}

// noteSettled remembers the heads that the work before wrote, until they are durable.
func (s *session) noteSettled() {
	for agency, changes := range s.tx.settled {
		if s.settled == nil {
			s.settled = map[id.Agency]uint64{}
		}
		s.settled[agency] = changes
	}
}

func (s *session) commit(ctx context.Context) error {
	if _, err := s.conn.ExecContext(ctx, `COMMIT`); err != nil {
		return err
	}
	for agency, changes := range s.settled {
		s.db.guard.saw(agency, changes)
	}
	s.settled = nil
	return nil
}

// release rolls back what may be open and gives the connection back.
func (s *session) release() {
	if s.conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_, _ = s.conn.ExecContext(ctx, `ROLLBACK`) // fails where nothing is open, which is fine
	s.giveBack()
}

// giveBack returns a connection on which nothing is open to the pool.
func (s *session) giveBack() {
	if s.conn == nil {
		return
	}
	for _, st := range s.tx.stmts {
		_ = st.Close()
	}
	_ = s.conn.Close()
	s.conn = nil
}
