package oversight

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/alarm"
)

// KindRestored is the kind of the leaf that says that a backup was put back.
const KindRestored = "ledger.restored"

// A Restoration says who put a backup back, and why.
type Restoration struct {
	By     string `json:"by"`
	Reason string `json:"reason"`
	Shares string `json:"shares"` // short name of the agency whose two shares were given
}

// ErrRestoration refuses a restore without a name or a reason.
var ErrRestoration = fault.In("reason", "oversight.error.restoration")

const mostSaid = 500

// Restored writes into an agency's log that a backup was put back, and raises it. The name and the reason are sealed to the
// agency's oversight team; in the open stands that it was done, and when.
func (s *Service) Restored(ctx context.Context, agency id.Agency, why Restoration) error {
	why.By, why.Reason = strings.TrimSpace(why.By), strings.TrimSpace(why.Reason)
	if why.By == "" || why.Reason == "" || len(why.By)+len(why.Reason) > mostSaid {
		return ErrRestoration
	}
	body, err := json.Marshal(why)
	if err != nil {
		return err
	}
	at := s.clk()
	return s.db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		teams, err := s.accounts.TeamKeys(ctx, &tx.Reader, account.Actor{})
		if err != nil {
			return err
		}
		team := teams[account.Oversight]
		sealed, err := team.Key.Seal(restoredBinding(agency, team.Team, team.Version), body)
		if err != nil {
			return err
		}
		leaf, err := ledger.Append(ctx, tx, ledger.Entry{Kind: KindRestored, At: at, Sealed: sealed})
		if err != nil {
			return err
		}
		return alarm.Raise(ctx, tx, alarm.Finding{Agency: agency, Check: alarm.Restored, Subject: restoredPlace(leaf.Index)}, at)
	})
}

func restoredBinding(agency id.Agency, team id.ID, version int64) keys.Binding {
	return keys.Binding{Agency: agency, Entry: team, Version: version, Use: "restored"}
}

func restoredPlace(index int64) string { return fmt.Sprintf("log/%d", index) }

// RestorationOf opens who put a backup back and why, for a privacy officer of the agency; ok is false where the actor holds
// no key to it.
func (s *Service) RestorationOf(ctx context.Context, actor account.Actor, f alarm.Finding) (why Restoration, ok bool, err error) {
	if f.Check != alarm.Restored || f.Agency != actor.Agency {
		return why, false, nil
	}
	var index int64
	if _, err := fmt.Sscanf(f.Subject, "log/%d", &index); err != nil {
		return why, false, nil
	}
	var rec ledger.Record
	var team account.TeamKey
	err = s.db.Read(ctx, actor.Agency, func(ctx context.Context, r *store.Reader) (err error) {
		teams, err := s.accounts.TeamKeys(ctx, r, actor)
		if err != nil {
			return err
		}
		team = teams[account.Oversight]
		rec, err = ledger.Get(ctx, r, index)
		return err
	})
	if fault.KindOf(err) == fault.NotFound {
		return why, false, nil
	}
	if err != nil || rec.Kind != KindRestored {
		return why, false, err
	}
	for version := team.Version; version > 0; version-- { // the key may have been made anew since
		plain, err := actor.OpenTeam(team.Team, version, restoredBinding(actor.Agency, team.Team, version), rec.Sealed)
		if err == nil && json.Unmarshal(plain, &why) == nil {
			return why, true, nil
		}
	}
	return Restoration{}, false, nil
}

// told is how long a person reads that something was found.
const told = 30 * 24 * time.Hour
