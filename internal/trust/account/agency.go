package account

import (
	"context"
	"crypto/rand"
	"errors"
	"regexp"
	"strings"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/roster"
)

// An Agency is one organisation. Its name and keys are shown to the other agencies of the installation; nothing in it
// says where it is.
type Agency struct {
	ID      id.Agency
	Slug    string // the part of a staff sign-in name after the @
	Locator string // the first group of a card code
	Kind    string // HTCDS org_Type, for example "NGO" or "HealthServiceOrganisation"
	Name    string
	Verify  keys.VerifyKey
}

// A Recipient is the team of an agency that opens packages, and the key to seal them to.
type Recipient struct {
	Agency   id.Agency
	Function Function
	Team     id.ID
	Version  int64
	Key      keys.PublicKey
}

// A Founding is what the people who set up an agency carry away: three printed shares of the recovery key, of which two
// bring it back. They are shown once and stored nowhere.
type Founding struct {
	Agency Agency
	Shares [3]keys.Share
}

// ErrSlug refuses a sign-in suffix that is not short lower-case letters.
var ErrSlug = fault.In("slug", "account.error.slug")

var slugShape = regexp.MustCompile(`^[a-z][a-z0-9-]{1,23}$`)

// Found makes an agency with its teams, its recovery key and its signing key. It is done by the installation's operator,
// on the machine, with the custodians present.
func (s *Service) Found(ctx context.Context, name, slug, kind string) (Founding, error) {
	if !slugShape.MatchString(slug) {
		return Founding{}, ErrSlug
	}
	sign := keys.NewSigningKey()
	public, shares, err := keys.NewRecovery()
	if err != nil {
		return Founding{}, err
	}
	recovery, err := keys.Combine(shares[0], shares[1])
	if err != nil {
		return Founding{}, err
	}
	now := s.clk()
	a := Agency{ID: id.NewAgency(now), Slug: slug, Locator: cardGroup(), Kind: kind, Name: name, Verify: sign.Public()}
	teams := make([]newTeam, 0, len(Functions()))
	for _, f := range Functions() {
		t, err := makeTeam(a.ID, id.New(now), f, 1, public)
		if err != nil {
			return Founding{}, err
		}
		teams = append(teams, t)
	}
	sealed, err := s.sealInstallation(a.ID, sign, roster.RootKey(recovery).Public())
	if err != nil {
		return Founding{}, err
	}
	err = s.db.Write(ctx, a.ID, func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.Exec(ctx, insertRecovery, a.ID, public.Bytes(), clock.Micros(now), 0); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, insertSigning, a.ID, sealed); err != nil {
			return err
		}
		if err := s.beginRoster(ctx, tx, recovery, sign.Public()); err != nil {
			return err
		}
		for _, t := range teams {
			if err := t.insert(ctx, tx, clock.Micros(now)); err != nil {
				return err
			}
			if _, err := s.signRoot(ctx, tx, recovery, t.entry()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return Founding{}, err
	}
	// The agency is shown last: an interrupted founding leaves nothing that can be found, and can be done again.
	err = s.db.WriteShared(ctx, func(ctx context.Context, tx *store.Tx) error {
		return insertShared(ctx, tx, a, teams, clock.Micros(now))
	})
	return Founding{Agency: a, Shares: shares}, err
}

func insertShared(ctx context.Context, tx *store.Tx, a Agency, teams []newTeam, at int64) error {
	if _, err := tx.Exec(ctx, insertAgency, a.ID, a.Slug, a.Locator, a.Kind, a.Name, a.Verify.Bytes(), at); err != nil {
		return err
	}
	for _, t := range teams {
		for _, f := range Receives() {
			if t.function != f {
				continue
			}
			if _, err := tx.Exec(ctx, upsertRecipient, a.ID, f, t.id, t.version, t.private.Public().Bytes()); err != nil {
				return err
			}
		}
	}
	return nil
}

// Signer returns the agency's signing key, for envelopes and for the checkpoints of its ledger.
func (s *Service) Signer(ctx context.Context, agency id.Agency) (keys.SigningKey, error) {
	return read(ctx, s.db, agency, s.SignerIn)
}

// SignerIn is Signer inside a transaction of the agency.
func (s *Service) SignerIn(ctx context.Context, r *store.Reader) (keys.SigningKey, error) {
	sign, _, err := s.installation(ctx, r)
	return sign, err
}

// beginRoster writes the first entry of an agency's list, signed by its root.
func (s *Service) beginRoster(ctx context.Context, tx *store.Tx, recovery keys.PrivateKey, installation keys.VerifyKey) error {
	root := roster.RootKey(recovery).Public()
	_, err := s.signRoot(ctx, tx, recovery, roster.Entry{Root: &roster.Root{Verify: root.Bytes(), Recovery: recovery.Public().Bytes(), Installation: installation.Bytes()}})
	return err
}

// Agencies lists the agencies of this installation by name.
func (s *Service) Agencies(ctx context.Context) ([]Agency, error) {
	var list []Agency
	err := s.db.ReadShared(ctx, func(ctx context.Context, r *store.Reader) error {
		list = nil
		rows, err := r.Query(ctx, selectAgencies)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			a, err := scanAgency(rows)
			if err != nil {
				return err
			}
			list = append(list, a)
		}
		return rows.Err()
	})
	return list, err
}

// Agency returns one agency, or fault.NotFound. Its Verify is the key that its roster certifies, or accepts no signature.
func (s *Service) Agency(ctx context.Context, agency id.Agency) (Agency, error) {
	a, err := s.agencyWhere(ctx, selectAgencyByID, agency)
	if err != nil {
		return Agency{}, err
	}
	list, err := read(ctx, s.db, agency, func(ctx context.Context, r *store.Reader) (roster.Roster, error) {
		return s.Roster(ctx, r, Actor{})
	})
	if errors.Is(err, ErrRoster) {
		a.Verify = keys.VerifyKey{}
		return a, nil
	}
	if err == nil && !list.IsZero() {
		certified, bad := list.Installation()
		if bad != nil || string(certified.Bytes()) != string(a.Verify.Bytes()) {
			a.Verify = keys.VerifyKey{}
		}
	}
	return a, err
}

func (s *Service) agencyWhere(ctx context.Context, query string, arg any) (a Agency, err error) {
	err = s.db.ReadShared(ctx, func(ctx context.Context, r *store.Reader) (err error) {
		a, err = scanAgency(r.QueryRow(ctx, query, arg))
		return err
	})
	if store.IsNoRows(err) {
		return Agency{}, ErrNoAgency
	}
	return a, err
}

// ErrNoAgency says that no agency has this identifier, slug or locator.
var ErrNoAgency = fault.New(fault.NotFound, "account.error.no_agency")

// ErrNoAccount says that the agency has no such account.
var ErrNoAccount = fault.New(fault.NotFound, "account.error.no_account")

// Recipient returns the key to which packages for a function of an agency are sealed, or fault.NotFound. It is the newest of
// the other agency's roster, under the root by which the actor's agency knows it, else under the installation's copy.
func (s *Service) Recipient(ctx context.Context, by Actor, agency id.Agency, f Function) (Recipient, error) {
	out := Recipient{Agency: agency, Function: f}
	err := s.db.ReadShared(ctx, func(ctx context.Context, r *store.Reader) error {
		var public []byte
		if err := r.QueryRow(ctx, selectRecipient, agency, f).Scan(&out.Team, &out.Version, &public); err != nil {
			return err
		}
		var err error
		out.Key, err = keys.ParsePublicKey(public)
		return err
	})
	if store.IsNoRows(err) {
		return Recipient{}, ErrNoAgency
	}
	if err != nil {
		return Recipient{}, err
	}
	list, err := s.peer(ctx, by, agency)
	if err != nil {
		return Recipient{}, err
	}
	if t, ok := list.Newest(f); !list.IsZero() && (!ok || t.Team != out.Team || t.Version != out.Version || !t.Is(out.Key)) {
		return Recipient{}, ErrNoAgency
	}
	return out, nil
}

// peer is the roster of another agency.
func (s *Service) peer(ctx context.Context, by Actor, agency id.Agency) (roster.Roster, error) {
	var known Actor
	if !by.IsZero() {
		own, err := read(ctx, s.db, by.Agency, func(ctx context.Context, r *store.Reader) (roster.Roster, error) {
			return s.Roster(ctx, r, by)
		})
		if err != nil {
			return roster.Roster{}, err
		}
		known.Root, _ = own.Peer(agency)
	}
	list, err := read(ctx, s.db, agency, func(ctx context.Context, r *store.Reader) (roster.Roster, error) {
		return s.Roster(ctx, r, known)
	})
	if errors.Is(err, ErrRoster) {
		err = ErrNoAgency
	}
	return list, err
}

type scanner interface{ Scan(...any) error }

func scanAgency(row scanner) (a Agency, err error) {
	var verify []byte
	if err := row.Scan(&a.ID, &a.Slug, &a.Locator, &a.Kind, &a.Name, &verify); err != nil {
		return Agency{}, err
	}
	a.Verify, err = keys.ParseVerifyKey(verify)
	return a, err
}

// cardLetters leaves out letters and digits that are mistaken for each other when read aloud or written by hand.
const cardLetters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"

// cardGroup returns four random letters of a card code.
func cardGroup() string {
	var out strings.Builder
	var b [1]byte
	for out.Len() < 4 {
		_, _ = rand.Read(b[:])
		if n := int(b[0]); n < len(cardLetters)*(256/len(cardLetters)) { // keep every letter equally likely
			out.WriteByte(cardLetters[n%len(cardLetters)])
		}
	}
	return out.String()
}

const (
	insertAgency     = `INSERT INTO agency (agency_id, slug, locator, kind, name, verify_key, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`
	selectAgencies   = `SELECT agency_id, slug, locator, kind, name, verify_key FROM agency ORDER BY name, agency_id`
	selectAgencyByID = `SELECT agency_id, slug, locator, kind, name, verify_key FROM agency WHERE agency_id = $1`
	selectBySlug     = `SELECT agency_id, slug, locator, kind, name, verify_key FROM agency WHERE slug = $1`
	selectByLocator  = `SELECT agency_id, slug, locator, kind, name, verify_key FROM agency WHERE locator = $1`
	selectRecipient  = `SELECT team_id, version, public_key FROM agency_recipient WHERE agency_id = $1 AND function = $2`
	upsertRecipient  = `INSERT INTO agency_recipient (agency_id, function, team_id, version, public_key) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (agency_id, function) DO UPDATE SET version = excluded.version, public_key = excluded.public_key`
	insertRecovery = `INSERT INTO recovery (agency_id, public_key, made_at, drilled_at) VALUES ($1, $2, $3, $4)`
	insertSigning  = `INSERT INTO signing (agency_id, sealed) VALUES ($1, $2)`
	selectSigning  = `SELECT sealed FROM signing WHERE agency_id = $1`
)
