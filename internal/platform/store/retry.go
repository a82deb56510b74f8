package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// retryable reports whether a second try of the whole transaction can help: connection trouble (class 08), a server that
// is going down (57P01–57P03), serialization failure and deadlock (40001, 40P01), a server that has become read-only
// after a switch-over (25006), and network errors.
func retryable(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case "57P01", "57P02", "57P03", "40001", "40P01", "25006":
			return true
		}
		return strings.HasPrefix(pg.Code, "08")
	}
	var n net.Error
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.ErrUnexpectedEOF) ||
		(errors.As(err, &n) && !errors.Is(err, context.DeadlineExceeded))
}

// backoff waits a little longer after each try, with jitter so that many do not return at once.
func backoff(ctx context.Context, try int) error {
	wait := time.Duration(1<<try) * 20 * time.Millisecond
	wait += rand.N(wait)
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
