package account

import (
	"context"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// A Certificate is proof of training that gates what an account may do.
type Certificate string

const (
	Confidentiality Certificate = "confidentiality" // before any person's record
	Evidence        Certificate = "evidence"        // before evidence functions (practice map S23)
)

// Standing is what must be true of an actor before any person's data is considered. It is read in the transaction that
// decides, so that what has ended a moment ago has ended.
type Standing struct {
	Active       bool // the account has not left, has this role, and its session is still open
	SecondFactor bool
	Attested     bool // the code of conduct is signed within the year; survivors sign none
	Certificates []Certificate
	StepUp       bool     // the passphrase was typed within the last minutes, at the sign-in or once more
	Settings     Settings // what asks for it
}

// Fresh reports whether a scope may be touched without the passphrase once more.
func (s Standing) Fresh(scope Scope) bool { return s.StepUp || !s.Settings.Asks(scope) }

// StandingOf reads an actor's standing at the moment at.
func StandingOf(ctx context.Context, r *store.Reader, a Actor, at time.Time) (Standing, error) {
	var st Standing
	var state string
	var role Role
	var attested, seen, ends, fresh int64
	var settings []byte
	err := r.QueryRow(ctx, selectStanding, a.Agency, a.Account, a.session).Scan(&state, &role, &attested, &st.SecondFactor, &seen, &ends, &fresh, &settings)
	if store.IsNoRows(err) {
		return Standing{}, nil
	}
	if err != nil {
		return Standing{}, err
	}
	st.Active = state == active && role == a.Role && !timedOut(role, clock.FromMicros(seen), clock.FromMicros(ends), at)
	st.StepUp = at.Before(clock.FromMicros(fresh))
	st.Settings = openSettings(a.ownKey(), a.Agency, a.Account, role, settings)
	st.Attested = a.Role == Survivor || at.Before(clock.FromMicros(attested))
	if a.Role == Survivor {
		return st, nil // nobody certifies a person for their own record
	}
	rows, err := r.Query(ctx, selectCertificates, a.Agency, a.Account, clock.Micros(at))
	if err != nil {
		return Standing{}, err
	}
	defer rows.Close()
	for rows.Next() {
		var c Certificate
		if err := rows.Scan(&c); err != nil {
			return Standing{}, err
		}
		st.Certificates = append(st.Certificates, c)
	}
	return st, rows.Err()
}

// StandingOf reads an actor's standing at this moment, so that a desk can say what is to be done about it. The gate reads
// it again for each decision.
func (s *Service) StandingOf(ctx context.Context, a Actor) (Standing, error) {
	return read(ctx, s.db, a.Agency, func(ctx context.Context, r *store.Reader) (Standing, error) {
		return StandingOf(ctx, r, a, s.clk())
	})
}

// attestationLasts is how long a signed code of conduct counts (practice map, S21).
const attestationLasts = 365 * 24 * time.Hour

// StaffRole returns the role of an account of the reader's agency; ok is false when it is nobody's, has left, or is the
// account of a person who is helped.
func StaffRole(ctx context.Context, r *store.Reader, account id.ID) (role Role, ok bool, err error) {
	var state string
	err = r.QueryRow(ctx, selectRole, r.Agency(), account).Scan(&role, &state)
	if store.IsNoRows(err) {
		return "", false, nil
	}
	return role, err == nil && state == active && role != Survivor, err
}

// Attest notes that the actor has read and signed the code of conduct, for a year.
func (s *Service) Attest(ctx context.Context, agency id.Agency, account id.ID) error {
	until := clock.Micros(s.clk().Add(attestationLasts))
	return s.db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, updateAttested, until, agency, account)
		return err
	})
}

// Certify notes a certificate until a day. A later day replaces an earlier one.
func (s *Service) Certify(ctx context.Context, agency id.Agency, account id.ID, kind Certificate, until time.Time) error {
	return s.db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, upsertCertificate, agency, account, kind, clock.Micros(until))
		return err
	})
}

// A Colleague is what staff may see of each other.
type Colleague struct {
	Account id.ID
	Role    Role
	Name    string
	Shown   string // the name that the people they work with see
	Handle  string
	Left    bool
}

// Colleagues lists the staff of the actor's agency.
func (s *Service) Colleagues(ctx context.Context, a Actor) ([]Colleague, error) {
	type sealedColleague struct {
		Colleague
		profile []byte
	}
	sealed, err := read(ctx, s.db, a.Agency, func(ctx context.Context, r *store.Reader) (list []sealedColleague, err error) {
		rows, err := r.Query(ctx, selectColleagues, a.Agency, Survivor)
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		for rows.Next() {
			var c sealedColleague
			var state string
			if err := rows.Scan(&c.Account, &c.Role, &c.Handle, &state, &c.profile); err != nil {
				return nil, err
			}
			c.Left = state != active
			list = append(list, c)
		}
		return list, rows.Err()
	})
	if err != nil {
		return nil, err
	}
	out := make([]Colleague, len(sealed))
	for i, c := range sealed {
		out[i] = c.Colleague
		p := openForStaff(a, c.Account, c.profile)
		out[i].Name, out[i].Shown = p.Name, p.shown()
	}
	return out, nil
}

const (
	selectStanding = `SELECT a.state, a.role, a.attested_until, s.second_factor, s.seen_at, s.ends_at, s.fresh_until, a.sealed_settings FROM account a
		JOIN session s ON s.agency_id = a.agency_id AND s.account_id = a.account_id
		WHERE a.agency_id = $1 AND a.account_id = $2 AND s.session_id = $3`
	selectRole         = `SELECT role, state FROM account WHERE agency_id = $1 AND account_id = $2`
	selectCertificates = `SELECT kind FROM certificate WHERE agency_id = $1 AND account_id = $2 AND valid_to > $3`
	updateAttested     = `UPDATE account SET attested_until = $1 WHERE agency_id = $2 AND account_id = $3`
	upsertCertificate  = `INSERT INTO certificate (agency_id, account_id, kind, valid_to) VALUES ($1, $2, $3, $4)
		ON CONFLICT (agency_id, account_id, kind) DO UPDATE SET valid_to = excluded.valid_to WHERE excluded.valid_to > certificate.valid_to`
	selectColleagues = `SELECT account_id, role, handle, state, staff_profile FROM account WHERE agency_id = $1 AND role <> $2 ORDER BY account_id`
)
