package account

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/roster"
)

var (
	// ErrOwnInvitation says that whoever invited somebody does not let them in: it takes a second person.
	ErrOwnInvitation = fault.New(fault.BadInput, "account.error.own_invitation")

	// ErrNotOfTeam says that only a colleague of the same team lets somebody in.
	ErrNotOfTeam = fault.New(fault.BadInput, "account.error.not_of_team")

	// ErrNotJoined says that the newcomer has not used their code yet, or that their page must be loaded once more.
	ErrNotJoined = fault.New(fault.Stale, "account.error.not_joined")

	// ErrOthersTurn says that another colleague is letting this newcomer in.
	ErrOthersTurn = fault.New(fault.Stale, "account.error.others_turn")

	// ErrAttemptEnded says that an attempt to let somebody in is over: begin again, together.
	ErrAttemptEnded = fault.New(fault.Stale, "account.error.attempt_ended")
)

// A LettingIn is what the colleague's page shows of an attempt to let a newcomer in.
type LettingIn struct {
	Waiting
	Code    string   // to read to the newcomer; empty until their page has seen that somebody began
	Choices []string // one of them is the newcomer's
	Right   bool     // the colleague has picked the right one
	Picked  bool     // the newcomer has picked the right one
	In      bool
	Paper   string // the code for the paper, where the two cannot speak; there are no codes to read out then
}

// A vetting is the colleague's side of letting somebody in. It is stored sealed under a key that only the colleague has: what
// was there when they began cannot be changed beneath them.
type vetting struct {
	Commitment []byte   `json:"commitment"`
	Sign       []byte   `json:"sign"`
	Seal       []byte   `json:"seal"`
	Ours       []byte   `json:"ours"`
	Theirs     []byte   `json:"theirs,omitempty"`
	Choices    []string `json:"choices,omitempty"`
	Right      bool     `json:"right,omitempty"`
	Paper      string   `json:"paper,omitempty"` // where the two cannot speak
}

func (t vetting) meeting(a Actor, i invitation) meeting {
	return meeting{agency: a.Agency, account: i.account, role: i.role, sign: t.Sign, seal: t.Seal, root: a.Root.Bytes(), by: a.Account, theirs: t.Theirs, ours: t.Ours}
}

// signed reports whether the newcomer has signed what the two agreed on.
func (t vetting) signed(a Actor, i invitation) bool {
	return t.meeting(a, i).signedBy(i.picked[:min(len(i.picked), signatureSize)])
}

func vettingBinding(agency id.Agency, account id.ID) keys.Binding {
	return bind(agency, account, 1, "letting-in")
}

func (t vetting) store(ctx context.Context, tx *store.Tx, a Actor, account id.ID) error {
	body, err := json.Marshal(t)
	if err != nil {
		return err
	}
	sealed, err := a.ownKey().SealPadded(vettingBinding(a.Agency, account), body)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, updateVetting, stateOpen, a.Account, t.Ours, sealed, a.Agency, account)
	return err
}

// BeginLettingIn starts to let a newcomer in, in the actor's name: a colleague who holds every key that the newcomer would get,
// and did not invite them. An attempt of another colleague that has begun is not disturbed (ErrOthersTurn).
func (s *Service) BeginLettingIn(ctx context.Context, a Actor, account id.ID) (LettingIn, error) {
	return s.begin(ctx, a, account, "")
}

func (s *Service) begin(ctx context.Context, a Actor, account id.ID, paper paperCode) (LettingIn, error) {
	return s.vets(ctx, a, account, func(ctx context.Context, tx *store.Tx, i invitation, t *vetting) error {
		if t != nil {
			return nil // begun before; the form came twice
		}
		if len(i.commitment) == 0 || i.state != stateWaiting {
			return ErrNotJoined
		}
		var m vetting
		var public []byte
		if err := tx.QueryRow(ctx, selectWaitingKeys, a.Agency, account, waiting).Scan(&public, &m.Sign); err != nil {
			if store.IsNoRows(err) {
				err = ErrNotJoined
			}
			return err
		}
		key, err := keys.ParsePublicKey(public)
		if err != nil {
			return ErrNotJoined
		}
		m.Seal, m.Commitment, m.Ours, m.Paper = sealPrint(key), i.commitment, keys.NewSecret(), string(paper)
		if paper != "" {
			m.Ours = paper.begin(m.meeting(a, i))
		}
		return m.store(ctx, tx, a, account)
	})
}

// LettingIn returns how far an attempt of the actor's has come.
func (s *Service) LettingIn(ctx context.Context, a Actor, account id.ID) (LettingIn, error) {
	return s.vets(ctx, a, account, func(context.Context, *store.Tx, invitation, *vetting) error { return nil })
}

// PickByColleague takes which code the newcomer read out. A wrong one ends the attempt (ErrWrongCode).
func (s *Service) PickByColleague(ctx context.Context, a Actor, account id.ID, choice string) (LettingIn, error) {
	wrong := false
	out, err := s.vets(ctx, a, account, func(ctx context.Context, tx *store.Tx, i invitation, t *vetting) error {
		wrong = false
		if t == nil || len(t.Theirs) == 0 {
			return ErrAttemptEnded
		}
		if t.Right || !slices.Contains(t.Choices, choice) {
			return nil
		}
		newcomer, _ := t.meeting(a, i).codes()
		if wrong = !sameCode(choice, newcomer); wrong {
			return i.ends(ctx, tx, 1)
		}
		t.Right = true
		return t.store(ctx, tx, a, account)
	})
	if err == nil && wrong {
		err = ErrWrongCode
	}
	return out, err
}

// LetIn ends an attempt well: both have picked the right code. The member is signed into the roster with both signatures, and
// the keys of their teams are sealed to them, in one transaction.
func (s *Service) LetIn(ctx context.Context, a Actor, account id.ID) (LettingIn, error) {
	return s.vets(ctx, a, account, func(ctx context.Context, tx *store.Tx, i invitation, t *vetting) error {
		if i.state == stateIn {
			return nil // the form came twice
		}
		if t == nil || !t.Right || !t.signed(a, i) {
			return ErrAttemptEnded
		}
		return s.admitMember(ctx, tx, a, i, *t)
	})
}

func (s *Service) admitMember(ctx context.Context, tx *store.Tx, a Actor, i invitation, t vetting) error {
	var public, sign []byte
	if err := tx.QueryRow(ctx, selectWaitingKeys, a.Agency, i.account, waiting).Scan(&public, &sign); err != nil {
		return err
	}
	key, err := keys.ParsePublicKey(public)
	if err != nil || string(sealPrint(key)) != string(t.Seal) || string(sign) != string(t.Sign) {
		return ErrAttemptEnded // the rows are not those that the two spoke about
	}
	list, err := s.sign(ctx, tx, a, roster.Entry{Member: &roster.Member{Account: i.account, Role: i.role, Sign: t.Sign, Seal: t.Seal,
		Invitation: &roster.Invitation{By: i.by, Seen: i.seen, Signature: i.signature}}})
	if err != nil {
		return err
	}
	if n, err := tx.Exec(ctx, updateAdmitted, active, i.profile, i.role, a.Agency, i.account, waiting); err != nil || n == 0 {
		return errors.Join(err, ErrAttemptEnded)
	}
	err = s.grantAll(ctx, tx, list, admitted{i.account, i.role, key}, func(v roster.Team) (keys.PrivateKey, error) { return a.Team(v.Team, v.Version) })
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, updateInvitationIn, stateIn, a.Agency, i.account)
	return err
}

// StopLettingIn ends an attempt that does not go on, also one that a colleague began and left. wrong says that the newcomer's code
// was not among the four: like a wrong pick it counts.
func (s *Service) StopLettingIn(ctx context.Context, a Actor, account id.ID, wrong bool) error {
	return s.db.Write(ctx, a.Agency, func(ctx context.Context, tx *store.Tx) error {
		i, err := s.mayLetIn(ctx, tx, a, account)
		if err != nil || i.state == stateIn {
			return err
		}
		if wrong {
			return i.ends(ctx, tx, 1)
		}
		return i.ends(ctx, tx, 0)
	})
}

// vets runs fn with the actor's side of an invitation; t is nil where they have not begun. What the newcomer opened must be what
// they had committed to before, or the attempt ends.
func (s *Service) vets(ctx context.Context, a Actor, account id.ID, fn func(ctx context.Context, tx *store.Tx, i invitation, t *vetting) error) (LettingIn, error) {
	ended := false
	out, err := write(ctx, s.db, a.Agency, func(ctx context.Context, tx *store.Tx) (LettingIn, error) {
		ended = false
		i, err := s.mayLetIn(ctx, tx, a, account)
		if err != nil {
			return LettingIn{}, err
		}
		t, err := i.vetting(a)
		if err != nil {
			return LettingIn{}, err
		}
		if t != nil && len(t.Theirs) == 0 && len(i.opened) > 0 {
			if t.Theirs = i.opened; !t.meeting(a, i).committed(t.Commitment) {
				ended = true
				return LettingIn{}, i.ends(ctx, tx, 1)
			}
			if t.Paper != "" {
				if t.Right = paperCode(t.Paper).answered(t.meeting(a, i), i.picked); !t.Right {
					ended = true
					return LettingIn{}, i.ends(ctx, tx, 1)
				}
			} else {
				newcomer, _ := t.meeting(a, i).codes()
				if t.Choices, err = choicesOf(newcomer); err != nil {
					return LettingIn{}, err
				}
			}
			if err := t.store(ctx, tx, a, account); err != nil {
				return LettingIn{}, err
			}
		}
		if err := fn(ctx, tx, i, t); err != nil {
			return LettingIn{}, err
		}
		return s.lettingIn(ctx, tx, a, account)
	})
	if err == nil && ended {
		err = ErrAttemptEnded
	}
	return out, err
}

// mayLetIn reads the invitation and refuses whoever may not let this newcomer in.
func (s *Service) mayLetIn(ctx context.Context, tx *store.Tx, a Actor, account id.ID) (i invitation, err error) {
	if _, err := s.acting(ctx, tx, a); err != nil {
		return i, err
	}
	err = i.scan(tx.QueryRow(ctx, selectInvitation, a.Agency, account))
	if store.IsNoRows(err) || err == nil && i.state != stateIn && (i.state == stateStopped || i.state == stateEnrolled || i.endsAt <= clock.Micros(s.clk())) {
		err = ErrNoAccount
	}
	switch {
	case err != nil:
		return i, err
	case i.by == a.Account:
		return i, ErrOwnInvitation
	case !a.Role.LetsIn(i.role):
		return i, ErrNotOfTeam
	}
	return i, nil
}

// vetting opens the actor's side; nil where they have not begun.
func (i invitation) vetting(a Actor) (*vetting, error) {
	if i.state != stateOpen {
		return nil, nil
	}
	if i.letInBy != a.Account {
		return nil, ErrOthersTurn
	}
	body, err := a.ownKey().OpenPadded(vettingBinding(a.Agency, i.account), i.sealedBy)
	var t vetting
	if err != nil || json.Unmarshal(body, &t) != nil {
		return nil, ErrAttemptEnded
	}
	return &t, nil
}

func (s *Service) lettingIn(ctx context.Context, tx *store.Tx, a Actor, account id.ID) (out LettingIn, err error) {
	var i invitation
	if err := i.scan(tx.QueryRow(ctx, selectInvitation, a.Agency, account)); err != nil {
		return out, err
	}
	out.Waiting, out.In = i.waiting(a), i.state == stateIn
	t, err := i.vetting(a)
	if err != nil || t == nil {
		return out, err
	}
	if t.Paper != "" {
		out.Paper = paperCode(t.Paper).String()
		out.Right, out.Picked = t.Right, t.Right && t.signed(a, i)
		return out, nil
	}
	if len(t.Theirs) == 0 {
		return out, nil
	}
	_, out.Code = t.meeting(a, i).codes()
	out.Choices, out.Right, out.Picked = t.Choices, t.Right, t.meeting(a, i).signedBy(i.picked)
	return out, nil
}

const (
	selectInvitation   = `SELECT ` + invitationColumns + ` FROM invitation WHERE agency_id = $1 AND account_id = $2`
	selectWaitingKeys  = `SELECT public_key, sign_key FROM account WHERE agency_id = $1 AND account_id = $2 AND state = $3`
	updateVetting      = `UPDATE invitation SET state = $1, let_in_by = $2, nonce = $3, sealed_by = $4 WHERE agency_id = $5 AND account_id = $6`
	updateAdmitted     = `UPDATE account SET state = $1, staff_profile = $2, role = $3 WHERE agency_id = $4 AND account_id = $5 AND state = $6`
	updateInvitationIn = `UPDATE invitation SET state = $1 WHERE agency_id = $2 AND account_id = $3`
)
