package account

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"strings"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/roster"
)

// Where the two cannot speak, the colleague gets a code to the newcomer on paper. It is a secret that both know and the database
// does not, so each side proves with it, by HMAC-SHA-256 (RFC 2104), that it saw what the other did: the colleague, over the
// newcomer's keys, the role, themself and the root as they have it; the newcomer, over all of that and both random numbers. Of
// sixteen letters (79 bits) nobody finds one that fits by trying, so a slip of the pen costs nothing.

// A paperCode is what the colleague writes down.
type paperCode string

func newPaperCode() paperCode {
	return paperCode(cardGroup() + cardGroup() + cardGroup() + cardGroup())
}

// parsePaperCode reads a code as people type it.
func parsePaperCode(s string) (paperCode, bool) {
	letters, ok := cardText(s, 16)
	return paperCode(letters), ok
}

// String is the form that is written down.
func (c paperCode) String() string {
	var groups []string
	for i := 0; i+4 <= len(c); i += 4 {
		groups = append(groups, string(c[i:i+4]))
	}
	return strings.Join(groups, " ")
}

// proof is what one side shows of a meeting.
func (c paperCode) proof(side string, m meeting) []byte {
	key := keys.DeriveDataKey([]byte(c), "let-in paper")
	mac := hmac.New(sha256.New, key[:])
	mac.Write(m.hash("paper "+side, m.by.Bytes(), m.ours))
	return mac.Sum(nil)
}

const (
	proofSize     = sha256.Size
	paperNonce    = nonceSize + proofSize // the colleague's number, with their proof behind it
	signatureSize = 64                    // of Ed25519: what stands before the newcomer's proof
)

// begin is the colleague's number with their proof. They have not seen the newcomer's number yet.
func (c paperCode) begin(m meeting) []byte {
	m.theirs = nil
	return append(m.ours[:nonceSize:nonceSize], c.proof("colleague", m)...)
}

// begun reports whether a colleague with this code began with the number that stands there.
func (c paperCode) begun(m meeting) bool {
	all := m.ours
	m.theirs, m.ours = nil, all[:nonceSize]
	return subtle.ConstantTimeCompare(all[nonceSize:], c.proof("colleague", m)) == 1
}

// answered reports whether the newcomer with these keys had the code.
func (c paperCode) answered(m meeting, picked []byte) bool {
	return len(picked) == signatureSize+proofSize && subtle.ConstantTimeCompare(picked[signatureSize:], c.proof("newcomer", m)) == 1
}

// ErrPaper says that a code is not the one on the colleague's paper, or that somebody stands between the two. It ends nothing.
var ErrPaper = fault.In("paper", "account.error.paper")

// BeginOnPaper is BeginLettingIn where the two cannot speak: the page shows a code that the colleague gets to the newcomer themself.
func (s *Service) BeginOnPaper(ctx context.Context, a Actor, account id.ID) (LettingIn, error) {
	return s.begin(ctx, a, account, newPaperCode())
}

// PaperByNewcomer takes the code of the colleague's paper. The colleague sees at their next look that it was the right one, and lets
// the newcomer in by an act of their own.
func (s *Service) PaperByNewcomer(ctx context.Context, token, text string) (WaitState, error) {
	wrong := false
	state, err := s.waits(ctx, token, func(ctx context.Context, tx *store.Tx, secret []byte, i invitation, w *wait) error {
		wrong = false
		if len(i.nonce) != paperNonce || w.Picked || len(i.commitment) == 0 {
			return nil
		}
		now := *w
		now.Ours, now.By = i.nonce, i.letInBy
		m, err := now.meeting(tx.Agency(), i)
		if err != nil {
			return err
		}
		code, ok := parsePaperCode(text)
		if wrong = !ok || !code.begun(m); wrong {
			return nil
		}
		u, err := parseUnlocked(w.Unlocked)
		if err != nil {
			return err
		}
		w.Ours, w.By, w.Picked = now.Ours, now.By, true
		answer := append(roster.MemberKey(u.own.Bytes()).Sign(m.agreed()), code.proof("newcomer", m)...)
		if _, err := tx.Exec(ctx, updateOpenedCommitment, w.Theirs, tx.Agency(), i.account); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, updatePicked, answer, tx.Agency(), i.account); err != nil {
			return err
		}
		return w.store(ctx, tx, secret, i.account)
	})
	if err == nil && wrong {
		err = ErrPaper
	}
	return state, err
}
