package account

import (
	"context"
	"encoding/json"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// Settings are what the owner of an account has chosen about their own sessions. They are sealed under a key that only the
// account's own key gives: a row about a person tells nobody that they fear for their phone.
type Settings struct {
	AskContact bool `json:"ask_contact"` // how and where they can be reached asks for the passphrase once more
	AskMoney   bool `json:"ask_money"`
	KeepDrafts bool `json:"keep_drafts"` // what was being typed when the session ended is kept for an hour
	OneThing   bool `json:"one_thing"`   // the first page shows one thing at a time, and the rest when it is asked for
}

// A Scope is what can ask for the passphrase once more inside an open session.
type Scope string

const (
	Sharing Scope = "sharing" // what may be shared, and erasing: these always ask
	Contact Scope = "contact"
	Money   Scope = "money"
)

// Asks reports whether a scope asks for the passphrase once more.
func (s Settings) Asks(scope Scope) bool {
	switch scope {
	case Contact:
		return s.AskContact
	case Money:
		return s.AskMoney
	}
	return true
}

// defaults are the settings of somebody who has chosen nothing. A draft of the person's own is kept only where they chose
// so; one of a desk is work, is sealed to the worker alone, and is kept.
func defaults(role Role) Settings { return Settings{KeepDrafts: role != Survivor} }

// careful are the settings where it is not known what was chosen.
var careful = Settings{AskContact: true, AskMoney: true}

// ownKey seals what only the owner of an account reads and writes.
func ownKey(seed []byte) keys.DataKey { return keys.DeriveDataKey(seed, "own") }

func (s Settings) seal(key keys.DataKey, agency id.Agency, account id.ID) ([]byte, error) {
	body, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	return key.SealPadded(bind(agency, account, 1, "settings"), body)
}

func openSettings(key keys.DataKey, agency id.Agency, account id.ID, role Role, sealed []byte) (s Settings) {
	if sealed == nil {
		return defaults(role)
	}
	body, err := key.OpenPadded(bind(agency, account, 1, "settings"), sealed)
	if err != nil || json.Unmarshal(body, &s) != nil {
		return careful
	}
	return s
}

// SetSettings keeps what the actor chooses. Choosing asks for the passphrase, or whoever finds an open session would choose.
func (s *Service) SetSettings(ctx context.Context, a Actor, chosen Settings) error {
	sealed, err := chosen.seal(a.ownKey(), a.Agency, a.Account)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, a.Agency, func(ctx context.Context, tx *store.Tx) error {
		if err := s.fresh(ctx, tx, a); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, updateSettings, sealed, a.Agency, a.Account); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, updateKeepsDrafts, chosen.KeepDrafts, a.Agency, a.Account); err != nil || chosen.KeepDrafts {
			return err
		}
		_, err := tx.Exec(ctx, deleteDrafts, a.Agency, a.Account)
		return err
	})
}

const (
	updateSettings    = `UPDATE account SET sealed_settings = $1 WHERE agency_id = $2 AND account_id = $3`
	updateKeepsDrafts = `UPDATE session SET keeps_drafts = $1 WHERE agency_id = $2 AND account_id = $3`
)
