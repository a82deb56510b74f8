package disclosure

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// A Package is what the recipient sees when they look.
type Package struct {
	Reference  string
	SenderName string
	Content
}

// Look opens a package for one look: the recipient's gate decides and logs, the sender's gate decides and logs and gives
// out the half that stayed. Whatever keeps it shut, the answer is the one for something that never was.
func (s *Service) Look(ctx context.Context, actor account.Actor, reference string) (Package, error) {
	var p packageRow
	err := s.gate.Fetch(ctx, actor, func(ctx context.Context, r *store.Reader) (to account.Function, found bool, err error) {
		p, found, err = selectByReference(ctx, r, reference)
		shut := p.withdrawn != 0 || len(p.envelope) == 0 || !s.clk().Before(clock.FromMicros(p.expires))
		return p.function, found && !shut, err
	}, nil)
	if err != nil {
		return Package{}, err
	}
	team, err := actor.Team(p.team, p.version)
	if err != nil {
		return Package{}, gate.ErrRefused
	}
	e, h, err := readHeader(p.envelope)
	if err != nil {
		return Package{}, err
	}
	goes, err := team.Open(envelopeBinding(h, e.Header), e.Sealed)
	if err != nil {
		return Package{}, gate.ErrRefused
	}
	ask, err := s.ask(ctx, actor, p)
	if err != nil {
		return Package{}, err
	}
	stays, err := s.link.KeyHalf(ctx, ask)
	if err != nil {
		return Package{}, err
	}
	content, err := unpack(goes, stays, p.sender, actor.Agency, p.id)
	if err != nil {
		return Package{}, gate.ErrRefused
	}
	names, err := s.agencyNames(ctx)
	return Package{Reference: reference, SenderName: names[p.sender], Content: content}, err
}

// An Ask is a signed request for the half that stayed: which package, who looks, and when.
type Ask struct {
	Sender    id.Agency
	Text      json.RawMessage // an askText
	Signature []byte          // of the asking agency
}

type askText struct {
	ID      id.ID     `json:"id"` // each is answered once
	From    id.Agency `json:"from"`
	To      id.Agency `json:"to"`
	Package id.ID     `json:"package"`
	Who     string    `json:"who"`
	Role    string    `json:"role"`
	At      int64     `json:"at"`
}

const (
	askLife = 2 * time.Minute // how long an Ask may be on its way: a captured one cannot be used later
	maxAsk  = 2 << 10         // bytes: it says who looks, and no more
)

// signedAsk is what the signature of an Ask covers. It cannot be taken for that of an envelope.
func signedAsk(text []byte) []byte {
	sum := sha256.Sum256(text)
	return append([]byte("amparo ask v1\x00"), sum[:]...)
}

func (s *Service) ask(ctx context.Context, actor account.Actor, p packageRow) (Ask, error) {
	sign, err := s.accounts.Signer(ctx, actor.Agency)
	if err != nil {
		return Ask{}, err
	}
	text, err := json.Marshal(askText{ID: id.Random(), From: actor.Agency, To: p.sender, Package: p.id, Who: actor.Name, Role: string(actor.Role),
		At: clock.Micros(s.clk())})
	return Ask{Sender: p.sender, Text: text, Signature: sign.Sign(signedAsk(text))}, err
}

// readAsk checks an Ask as far as that can be done without the vault: who signed it, for whom, and when.
func (s *Service) readAsk(ctx context.Context, a Ask) (askText, account.Agency, error) {
	var text askText
	if len(a.Text) > maxAsk || json.Unmarshal(a.Text, &text) != nil || text.ID.IsZero() || text.To != a.Sender {
		return askText{}, account.Agency{}, gate.ErrRefused
	}
	from, err := s.accounts.Agency(ctx, text.From)
	if err != nil || !from.Verify.Verify(signedAsk(a.Text), a.Signature) {
		return askText{}, account.Agency{}, gate.ErrRefused
	}
	if age := s.clk().Sub(clock.FromMicros(text.At)); age > askLife || age < -askLife {
		return askText{}, account.Agency{}, gate.ErrRefused
	}
	return text, from, nil
}

// KeyHalf answers, on the sender's side, for one look: it asks the gate whether the consent stands at this moment, writes
// the look or the refusal to the person's log, and gives out the half.
func (s *Service) KeyHalf(ctx context.Context, a Ask) ([]byte, error) {
	text, from, err := s.readAsk(ctx, a)
	if err != nil {
		return nil, err
	}
	d, err := s.sent(ctx, a.Sender, text)
	if err != nil {
		return nil, err
	}
	var half []byte
	visit := gate.Visit{Agency: a.Sender, Person: d.person, Who: text.Who, Role: text.Role, AgencyName: from.Name, Items: d.items,
		Basis: askedOnce{consent.Basis{Consent: d.consent, Recipient: text.From}, text}}
	err = s.gate.Serve(ctx, visit, func(ctx context.Context, pass gate.Pass) error {
		n, err := pass.Tx().Exec(ctx, insertSeen, pass.Agency(), text.From, text.ID, clock.Micros(pass.At()))
		if err != nil {
			return err
		}
		if n == 0 {
			return gate.ErrRefused
		}
		err = pass.Tx().QueryRow(ctx, selectHalf, pass.Agency(), text.Package).Scan(&half)
		if err == nil && len(half) == 0 {
			return gate.ErrRefused
		}
		return err
	})
	return half, err
}

// askedOnce is a consent as the ground for one look: an Ask that was answered before is no ground for another.
type askedOnce struct {
	consent.Basis
	ask askText
}

// Stands is consent.Basis.Stands, or "replayed".
func (b askedOnce) Stands(ctx context.Context, r *store.Reader, at time.Time) (string, error) {
	var before int64
	err := r.QueryRow(ctx, selectSeen, r.Agency(), b.ask.From, b.ask.ID).Scan(&before)
	if err == nil {
		return "replayed", nil
	}
	if !store.IsNoRows(err) {
		return "", err
	}
	return b.Basis.Stands(ctx, r, at)
}

type sentRow struct {
	consent, person id.ID
	items           int
}

// sent finds what was sent under an identifier to the asking agency; an unknown one leads to nobody, whom the gate refuses.
func (s *Service) sent(ctx context.Context, sender id.Agency, text askText) (sentRow, error) {
	d := sentRow{consent: id.Random(), person: id.Random()}
	err := s.db.Read(ctx, sender, func(ctx context.Context, r *store.Reader) error {
		err := r.QueryRow(ctx, selectDisclosure, sender, text.Package, text.From).Scan(&d.consent, &d.person, &d.items)
		if store.IsNoRows(err) {
			return nil
		}
		return err
	})
	return d, err
}

const (
	selectDisclosure = `SELECT consent_id, person_id, items FROM disclosure WHERE agency_id = $1 AND disclosure_id = $2 AND recipient_agency = $3`
	selectSeen       = `SELECT at FROM inbox_seen WHERE agency_id = $1 AND sender_agency = $2 AND envelope_id = $3`
	selectHalf       = `SELECT key_half FROM disclosure WHERE agency_id = $1 AND disclosure_id = $2`
)
