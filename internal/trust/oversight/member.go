package oversight

import (
	"context"
	"errors"
	"strings"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// The kinds of the leaves about the member.
const (
	KindNamed  = "oversight.named"
	KindAgreed = "oversight.agreed"
)

var (
	// ErrMember refuses a sign-in name that is not that of a privacy officer of another agency here.
	ErrMember = fault.In("name", "oversight.error.member")
	// ErrSecond refuses that one person both names and agrees.
	ErrSecond = fault.New(fault.BadInput, "oversight.error.second")
	// ErrGone is returned where what was proposed is not there any more.
	ErrGone = fault.New(fault.Stale, "oversight.error.gone")
)

// A Member is somebody from outside who reads what is found in an agency.
type Member struct {
	Naming     id.ID
	Agency     id.Agency
	Account    id.ID
	AgencyName string
	NamedBy    id.ID
}

// Member returns who was named at the actor's agency, and who is proposed and waits for a second person.
func (s *Service) Member(ctx context.Context, actor account.Actor) (named, proposed *Member, err error) {
	may, err := s.may(ctx, actor, gate.Oversee)
	if err != nil || !may {
		return nil, nil, err
	}
	for _, q := range []struct {
		to    **Member
		query string
	}{{&named, selectNamed}, {&proposed, selectProposed}} {
		m, ok, err := s.one(ctx, actor.Agency, q.query)
		if err != nil {
			return nil, nil, err
		}
		if ok {
			*q.to = &m
		}
	}
	return named, proposed, nil
}

// Waits reports whether somebody is proposed at an agency and waits for a second person. It says not who.
func (s *Service) Waits(ctx context.Context, agency id.Agency) (bool, error) {
	_, ok, err := s.one(ctx, agency, selectProposed)
	return ok, err
}

// Propose names a privacy officer of another agency by their sign-in name. It takes effect when a second person agrees.
func (s *Service) Propose(ctx context.Context, actor account.Actor, signInName string) error {
	may, err := s.may(ctx, actor, gate.Look)
	if err != nil {
		return err
	}
	if !may {
		return gate.ErrRefused
	}
	m, err := s.find(ctx, actor.Agency, signInName)
	if err != nil {
		return err
	}
	at := s.clk()
	return s.db.Write(ctx, actor.Agency, func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.Exec(ctx, insertNaming, tx.Agency(), id.Random(), m.Agency, m.Account, actor.Account, clock.Micros(at), nil, nil); err != nil {
			return err
		}
		_, err := ledger.Append(ctx, tx, ledger.Entry{Kind: KindNamed, Person: m.Account, Actor: actor.Account, At: at, Author: actor.SigningKey()})
		return err
	})
}

// Agree makes a proposed member the one who reads. It is for somebody else than who proposed.
func (s *Service) Agree(ctx context.Context, actor account.Actor, naming id.ID) error {
	may, err := s.may(ctx, actor, gate.Oversee)
	if err != nil {
		return err
	}
	if !may {
		return gate.ErrRefused
	}
	at := s.clk()
	return s.db.Write(ctx, actor.Agency, func(ctx context.Context, tx *store.Tx) error {
		m, ok, err := scanMember(tx.QueryRow(ctx, selectProposed, tx.Agency()).Scan)
		switch {
		case err != nil:
			return err
		case !ok || m.Naming != naming:
			return ErrGone
		case m.NamedBy == actor.Account:
			return ErrSecond
		}
		if _, err := tx.Exec(ctx, agreeNaming, tx.Agency(), naming, actor.Account, clock.Micros(at)); err != nil {
			return err
		}
		_, err = ledger.Append(ctx, tx, ledger.Entry{Kind: KindAgreed, Person: m.Account, Actor: actor.Account, At: at, Author: actor.SigningKey()})
		return err
	})
}

// Appoint names a member with the agency's recovery key, brought back from two of its printed shares: the operator's way
// where there are not two people at the desks.
func (s *Service) Appoint(ctx context.Context, agency id.Agency, signInName string, recovery keys.PrivateKey) error {
	ours, err := s.accounts.IsRecovery(ctx, agency, recovery)
	if err != nil {
		return err
	}
	if !ours {
		return account.ErrOtherShares
	}
	m, err := s.find(ctx, agency, signInName)
	if err != nil {
		return err
	}
	at := s.clk()
	return s.db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.Exec(ctx, insertNaming, agency, id.Random(), m.Agency, m.Account, nil, clock.Micros(at), nil, clock.Micros(at)); err != nil {
			return err
		}
		_, err := ledger.Append(ctx, tx, ledger.Entry{Kind: KindAgreed, Person: m.Account, At: at})
		return err
	})
}

// find looks a privacy officer of another agency up by their sign-in name, "cedar-48ab@opendoor".
func (s *Service) find(ctx context.Context, own id.Agency, signInName string) (Member, error) {
	signInName = strings.ToLower(strings.TrimSpace(signInName))
	_, slug, ok := strings.Cut(signInName, "@")
	if !ok {
		return Member{}, ErrMember
	}
	all, err := s.accounts.Agencies(ctx)
	if err != nil {
		return Member{}, err
	}
	for _, a := range all {
		if a.Slug != slug || a.ID == own {
			continue
		}
		who, err := s.accounts.Named(ctx, a.ID, signInName)
		if errors.Is(err, account.ErrNoAccount) {
			break
		}
		if err != nil {
			return Member{}, err
		}
		officer := false
		err = s.db.Read(ctx, a.ID, func(ctx context.Context, r *store.Reader) error {
			role, ok, err := s.accounts.StaffRole(ctx, r, account.Actor{}, who)
			officer = ok && role == account.PrivacyOfficer
			return err
		})
		if err != nil {
			return Member{}, err
		}
		if officer {
			return Member{Agency: a.ID, Account: who, AgencyName: a.Name}, nil
		}
	}
	return Member{}, ErrMember
}

// member is who reads what is found in an agency.
func (s *Service) member(ctx context.Context, agency id.Agency) (Member, bool, error) {
	return s.one(ctx, agency, selectNamed)
}

func (s *Service) one(ctx context.Context, agency id.Agency, query string) (m Member, ok bool, err error) {
	err = s.db.Read(ctx, agency, func(ctx context.Context, r *store.Reader) (err error) {
		m, ok, err = scanMember(r.QueryRow(ctx, query, agency).Scan)
		return err
	})
	if err != nil || !ok {
		return m, ok, err
	}
	a, err := s.accounts.Agency(ctx, m.Agency)
	m.AgencyName = a.Name
	return m, err == nil, err
}

func scanMember(scan func(...any) error) (m Member, ok bool, err error) {
	err = scan(&m.Naming, &m.Agency, &m.Account, &m.NamedBy)
	if store.IsNoRows(err) {
		return Member{}, false, nil
	}
	return m, err == nil, err
}

const (
	insertNaming = `INSERT INTO oversight_member (agency_id, naming_id, member_agency, member_account, named_by, named_at, agreed_by, agreed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
	agreeNaming = `UPDATE oversight_member SET agreed_by = $3, agreed_at = $4 WHERE agency_id = $1 AND naming_id = $2 AND agreed_at IS NULL`
	selectNamed = `SELECT naming_id, member_agency, member_account, named_by FROM oversight_member
WHERE agency_id = $1 AND agreed_at IS NOT NULL ORDER BY agreed_at DESC, naming_id LIMIT 1`
	selectProposed = `SELECT m.naming_id, m.member_agency, m.member_account, m.named_by FROM oversight_member m
WHERE m.agency_id = $1 AND m.agreed_at IS NULL
AND NOT EXISTS (SELECT 1 FROM oversight_member l WHERE l.agency_id = m.agency_id AND l.named_at > m.named_at) ORDER BY m.naming_id LIMIT 1`
)
