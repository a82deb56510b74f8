package account

import (
	"context"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/roster"
)

// A Certificate is proof of training that gates what an account may do.
type Certificate string

const (
	Confidentiality Certificate = "confidentiality" // before any person's record
	Evidence        Certificate = "evidence"        // before evidence functions (practice map S23)
	Conduct         Certificate = roster.Conduct    // the code of conduct, which everybody signs for themself (see Attest)
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

// StandingIn reads an actor's standing at the moment at. Of somebody who works here, role, certificates and the code of conduct
// are what the roster says; what rows say of them must agree.
func (s *Service) StandingIn(ctx context.Context, r *store.Reader, a Actor, at time.Time) (Standing, error) {
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
	if a.Role == Survivor {
		st.Attested = true
		return st, nil // nobody certifies a person for their own record
	}
	list, err := s.Roster(ctx, r, a)
	if err != nil {
		return Standing{}, err
	}
	if !list.IsZero() {
		return inRoster(st, list, a, at), nil
	}
	st.Attested = at.Before(clock.FromMicros(attested))
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

// inRoster is the standing of a member as the roster has it.
func inRoster(st Standing, list roster.Roster, a Actor, at time.Time) Standing {
	m, _ := list.Member(a.Account)
	st.Active = st.Active && m.Active() && m.Role == a.Role
	for _, kind := range list.Certificates(a.Account, at) {
		if kind == roster.Conduct {
			st.Attested = true
		} else {
			st.Certificates = append(st.Certificates, Certificate(kind))
		}
	}
	return st
}

// StandingOf reads an actor's standing at this moment, so that a desk can say what is to be done about it. The gate reads
// it again for each decision.
func (s *Service) StandingOf(ctx context.Context, a Actor) (Standing, error) {
	return read(ctx, s.db, a.Agency, func(ctx context.Context, r *store.Reader) (Standing, error) {
		return s.StandingIn(ctx, r, a, s.clk())
	})
}

// attestationLasts is how long a signed code of conduct counts (practice map, S21).
const attestationLasts = 365 * 24 * time.Hour

// StaffRole returns the role of an account of the reader's agency; ok is false when it is nobody's, has left, or is the
// account of a person who is helped.
func (s *Service) StaffRole(ctx context.Context, r *store.Reader, by Actor, account id.ID) (role Role, ok bool, err error) {
	list, err := s.Roster(ctx, r, by)
	if err != nil {
		return "", false, err
	}
	if !list.IsZero() {
		m, _ := list.Member(account)
		return m.Role, m.Active(), nil
	}
	var state string
	err = r.QueryRow(ctx, selectRole, r.Agency(), account).Scan(&role, &state)
	if store.IsNoRows(err) {
		return "", false, nil
	}
	return role, err == nil && state == active && role != Survivor, err
}

// Attest signs the code of conduct in the actor's name, for a year.
func (s *Service) Attest(ctx context.Context, a Actor) error {
	until := s.clk().Add(attestationLasts)
	return s.db.Write(ctx, a.Agency, func(ctx context.Context, tx *store.Tx) error {
		return s.certify(ctx, tx, a, a.Account, roster.Conduct, until)
	})
}

// Certify notes, in the actor's name, a certificate of a colleague until a day. A later day replaces an earlier one. Nobody
// certifies themself (ErrMayNotSign).
func (s *Service) Certify(ctx context.Context, a Actor, account id.ID, kind Certificate, until time.Time) error {
	return s.db.Write(ctx, a.Agency, func(ctx context.Context, tx *store.Tx) error {
		return s.certify(ctx, tx, a, account, string(kind), until)
	})
}

func (s *Service) certify(ctx context.Context, tx *store.Tx, a Actor, account id.ID, kind string, until time.Time) error {
	st, err := s.StandingIn(ctx, &tx.Reader, a, s.clk())
	if err != nil {
		return err
	}
	if !st.Active {
		return ErrNoSession
	}
	list, err := s.Roster(ctx, &tx.Reader, a)
	switch {
	case err != nil:
		return err
	case list.IsZero():
		return ErrNoRoster
	case !until.After(list.ValidTo(account, kind)):
		return nil
	}
	_, err = s.sign(ctx, tx, a, certificate(account, kind, clock.Micros(until)))
	return err
}

// A Colleague is what staff may see of each other.
type Colleague struct {
	Account id.ID
	Role    Role
	Name    string
	Shown   string // the name that the people they work with see
	Handle  string
	Left    bool
	Listed  bool  // the roster has them; where there is none yet, nobody is
	LetIn   id.ID // who let them in; zero for the custodians' two shares
	Invited id.ID
}

// Colleagues lists the staff of the actor's agency.
func (s *Service) Colleagues(ctx context.Context, a Actor) ([]Colleague, error) {
	type sealedColleague struct {
		Colleague
		profile []byte
	}
	sealed, err := read(ctx, s.db, a.Agency, func(ctx context.Context, r *store.Reader) (list []sealedColleague, err error) {
		members, err := s.Roster(ctx, r, a)
		if err != nil {
			return nil, err
		}
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
			m, known := members.Member(c.Account)
			if state == waiting && !known {
				continue // nobody yet: see Waiting
			}
			if !members.IsZero() && (!known || m.Role != c.Role) {
				continue // a row that nobody signed for
			}
			c.Left = state == left || m.Ended
			c.Listed, c.LetIn, c.Invited = known, m.LetIn, m.Invited
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
	selectColleagues   = `SELECT account_id, role, handle, state, staff_profile FROM account WHERE agency_id = $1 AND role <> $2 ORDER BY account_id`
)
