package account

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// A Happening is what was done with a way to sign in.
type Happening string

const (
	SignedIn          Happening = "signed_in"
	NotOpened         Happening = "not_opened" // somebody had the name or the card, and not the rest
	SteppedUp         Happening = "stepped_up"
	NotSteppedUp      Happening = "not_stepped_up" // in an open session, by somebody who did not know the passphrase
	PassphraseChanged Happening = "passphrase_changed"
	CardMade          Happening = "card_made" // a new card, made together with a worker
)

// Happenings lists them all.
func Happenings() []Happening {
	return []Happening{SignedIn, NotOpened, SteppedUp, NotSteppedUp, PassphraseChanged, CardMade}
}

// Word is the key of the words for a happening.
func (h Happening) Word() string { return "account.happened." + string(h) }

// A SignIn is one line of an account's own list: what happened, in which minute, from what kind of device.
type SignIn struct {
	What   Happening
	At     time.Time
	Device Device
}

const (
	signInsKept  = 90 // days
	signInsShown = 300
)

// SignIns returns what happened with the actor's own sign-in, newest first, back to ninety days.
func (s *Service) SignIns(ctx context.Context, a Actor) ([]SignIn, error) {
	lines, err := read(ctx, s.db, a.Agency, func(ctx context.Context, r *store.Reader) ([]line, error) {
		return selectLines(ctx, r, a.Account, dayOf(s.clk())-signInsKept)
	})
	if err != nil {
		return nil, err
	}
	list := make([]SignIn, 0, len(lines))
	for _, l := range lines {
		if one, ok := l.open(a); ok {
			list = append(list, one)
		}
	}
	slices.SortStableFunc(list, func(a, b SignIn) int { return cmp.Compare(b.At.UnixNano(), a.At.UnixNano()) })
	return list, nil
}

// A line is a SignIn as it is stored: sealed to the account's own key, which whoever notes a wrong try does not have. The
// row tells the day and no more.
type line struct {
	account, id id.ID
	day         int64
	sealed      []byte
}

type lineBody struct {
	What   Happening `json:"what"`
	Minute int64     `json:"minute"`
	Device Device    `json:"device"`
}

func dayOf(t time.Time) int64 { return t.Unix() / (24 * 60 * 60) }

func lineBinding(agency id.Agency, l line) keys.Binding { return bind(agency, l.id, 1, "sign-in") }

// line seals a happening. For an account that does not exist it does the same work, and what it makes is stored nowhere.
func (s *Service) line(ctx context.Context, agency id.Agency, account id.ID, public []byte, what Happening, now time.Time) (line, error) {
	l := line{account: account, id: id.Random(), day: dayOf(now)}
	if account.IsZero() {
		n, err := s.nobody()
		if err != nil {
			return l, err
		}
		public = n.public
	}
	key, err := keys.ParsePublicKey(public)
	if err != nil {
		return l, err
	}
	body, err := json.Marshal(lineBody{what, now.Unix() / 60, deviceOf(ctx)})
	if err != nil {
		return l, err
	}
	l.sealed, err = key.Seal(lineBinding(agency, l), keys.Pad(body))
	return l, err
}

// lineIn is line for the account of a transaction.
func (s *Service) lineIn(ctx context.Context, tx *store.Tx, account id.ID, what Happening, now time.Time) (line, error) {
	public, err := PublicKey(ctx, &tx.Reader, account)
	if err != nil {
		return line{}, err
	}
	return s.line(ctx, tx.Agency(), account, public.Bytes(), what, now)
}

// insert stores a line where there is such an account. It is one statement either way.
func (l line) insert(ctx context.Context, tx *store.Tx) error {
	_, err := tx.Exec(ctx, insertLine, tx.Agency(), l.account, l.id, l.day, l.sealed)
	return err
}

func (l line) open(a Actor) (SignIn, bool) {
	padded, err := a.OpenOwn(lineBinding(a.Agency, l), l.sealed)
	if err != nil {
		return SignIn{}, false
	}
	plain, err := keys.Unpad(padded)
	var body lineBody
	if err != nil || json.Unmarshal(plain, &body) != nil {
		return SignIn{}, false
	}
	return SignIn{body.What, time.Unix(body.Minute*60, 0).UTC(), body.Device}, true
}

func selectLines(ctx context.Context, r *store.Reader, account id.ID, after int64) (list []line, err error) {
	rows, err := r.Query(ctx, selectSignIns, r.Agency(), account, after, signInsShown)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		l := line{account: account}
		if err := rows.Scan(&l.id, &l.sealed); err != nil {
			return nil, err
		}
		list = append(list, l)
	}
	return list, rows.Err()
}

const (
	insertLine = `INSERT INTO sign_in (agency_id, account_id, sign_in_id, day, sealed)
		SELECT a.agency_id, a.account_id, $3, $4, $5 FROM account a WHERE a.agency_id = $1 AND a.account_id = $2`
	selectSignIns = `SELECT sign_in_id, sealed FROM sign_in WHERE agency_id = $1 AND account_id = $2 AND day > $3 ORDER BY day DESC, sign_in_id LIMIT $4`
	deleteSignIns = `DELETE FROM sign_in WHERE agency_id = $1 AND account_id = $2`
)
