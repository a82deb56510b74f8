package account

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
)

const (
	draftLasts = time.Hour
	maxDrafts  = 20        // of one account at once
	maxDraft   = 256 << 10 // bytes
)

// KeepDraft keeps what was being typed on a page when the session of a cookie value ended by itself, or is about to. It is
// sealed to the account's public key, so that nothing has to be opened for it: an ended session opens nothing any more, and
// says only whose it was. kept is false where nothing may be kept: the owner did not choose it, they signed out, the session
// ended more than an hour ago, or there is too much of it.
func (s *Service) KeepDraft(ctx context.Context, token, page string, body []byte) (kept bool, err error) {
	agency, secret, ok := parseToken(token)
	if !ok || len(body) > maxDraft || len(page) > maxDraft {
		return false, nil
	}
	now, sid := s.clk(), sessionID(secret)
	return write(ctx, s.db, agency, func(ctx context.Context, tx *store.Tx) (bool, error) {
		row, err := selectSessionRow(ctx, &tx.Reader, sid)
		if store.IsNoRows(err) || err == nil && !row.takesDraft(now) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		if _, err := tx.Exec(ctx, deleteDraftsBefore, agency, clock.Micros(now)); err != nil {
			return false, err
		}
		d := draft{account: row.account, page: draftPage(row.account, page), Page: page, Body: body}
		var others int64
		if err := tx.QueryRow(ctx, countDrafts, agency, d.account, d.page).Scan(&others); err != nil || others >= maxDrafts {
			return false, err
		}
		return true, d.insert(ctx, tx, now.Add(draftLasts))
	})
}

// takesDraft reports whether a session may still leave a draft behind.
func (r sessionRow) takesDraft(now time.Time) bool {
	return r.keepsDrafts && r.state == active && now.Before(over(r.role, r.seenAt, r.endsAt).Add(draftLasts))
}

// TakeDraft returns what was kept of a page and deletes it; ok is false where there is nothing, or no longer.
func (s *Service) TakeDraft(ctx context.Context, a Actor, page string) (body []byte, ok bool, err error) {
	at := draftPage(a.Account, page)
	sealed, err := write(ctx, s.db, a.Agency, func(ctx context.Context, tx *store.Tx) (sealed []byte, err error) {
		err = tx.QueryRow(ctx, takeDraft, a.Agency, a.Account, at, clock.Micros(s.clk())).Scan(&sealed)
		if store.IsNoRows(err) {
			return nil, nil
		}
		return sealed, err
	})
	if err != nil || sealed == nil {
		return nil, false, err
	}
	d, ok := openDraft(a, at, sealed)
	return d.Body, ok, nil
}

// Drafts lists the pages of which something waits for the actor.
func (s *Service) Drafts(ctx context.Context, a Actor) (pages []string, err error) {
	err = s.db.Read(ctx, a.Agency, func(ctx context.Context, r *store.Reader) error {
		pages = nil
		rows, err := r.Query(ctx, selectDrafts, a.Agency, a.Account, clock.Micros(s.clk()))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var page string
			var sealed []byte
			if err := rows.Scan(&page, &sealed); err != nil {
				return err
			}
			if d, ok := openDraft(a, page, sealed); ok {
				pages = append(pages, d.Page)
			}
		}
		return rows.Err()
	})
	return pages, err
}

// DropDraft deletes what was kept of a page. Nothing there is no error.
func (s *Service) DropDraft(ctx context.Context, a Actor, page string) error {
	return s.db.Write(ctx, a.Agency, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, deleteDraft, a.Agency, a.Account, draftPage(a.Account, page))
		return err
	})
}

// A draft is what was typed on a page. The row names the page by a hash, since an address may name a person.
type draft struct {
	account id.ID
	page    string
	Page    string `json:"page"`
	Body    []byte `json:"body"`
}

func draftPage(account id.ID, page string) string {
	h := sha256.Sum256([]byte("amparo draft\x00" + account.String() + page))
	return hex.EncodeToString(h[:])
}

func draftBinding(agency id.Agency, account id.ID, page string) keys.Binding {
	return bind(agency, account, 1, "draft/"+page)
}

func (d draft) insert(ctx context.Context, tx *store.Tx, until time.Time) error {
	public, err := PublicKey(ctx, &tx.Reader, d.account)
	if err != nil {
		return err
	}
	plain, err := json.Marshal(d)
	if err != nil {
		return err
	}
	sealed, err := public.Seal(draftBinding(tx.Agency(), d.account, d.page), keys.Pad(plain))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, upsertDraft, tx.Agency(), d.account, d.page, clock.Micros(until), sealed)
	return err
}

func openDraft(a Actor, page string, sealed []byte) (d draft, ok bool) {
	own, err := a.own()
	if err != nil {
		return d, false
	}
	padded, err := own.Open(draftBinding(a.Agency, a.Account, page), sealed) // not remembered: it is read once
	if err != nil {
		return d, false
	}
	plain, err := keys.Unpad(padded)
	return d, err == nil && json.Unmarshal(plain, &d) == nil
}

const (
	upsertDraft = `INSERT INTO draft (agency_id, account_id, page, ends_at, sealed) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (agency_id, account_id, page) DO UPDATE SET ends_at = excluded.ends_at, sealed = excluded.sealed`
	countDrafts        = `SELECT COUNT(page) FROM draft WHERE agency_id = $1 AND account_id = $2 AND page <> $3`
	selectDrafts       = `SELECT page, sealed FROM draft WHERE agency_id = $1 AND account_id = $2 AND ends_at > $3 ORDER BY ends_at DESC`
	takeDraft          = `DELETE FROM draft WHERE agency_id = $1 AND account_id = $2 AND page = $3 AND ends_at > $4 RETURNING sealed`
	deleteDraft        = `DELETE FROM draft WHERE agency_id = $1 AND account_id = $2 AND page = $3`
	deleteDrafts       = `DELETE FROM draft WHERE agency_id = $1 AND account_id = $2`
	deleteDraftsBefore = `DELETE FROM draft WHERE agency_id = $1 AND ends_at <= $2`
)
