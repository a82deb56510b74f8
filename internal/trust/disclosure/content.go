package disclosure

import (
	"encoding/json"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// A SharedItem is one item as the recipient sees it. It carries what was written and by whom, and no identifier of the
// sender's vault, so that two packages about one person cannot be matched by anything in them.
type SharedItem struct {
	Kind       string          `json:"kind"`
	At         time.Time       `json:"at"`
	AuthorRole string          `json:"author_role"`
	Body       json.RawMessage `json:"body"`
	Statements []string        `json:"statements,omitempty"` // what the person wrote beside it
}

// Content is what a package holds.
type Content struct {
	Purpose consent.Purpose  `json:"purpose"`
	Actions []consent.Action `json:"actions"`
	Until   time.Time        `json:"until"`
	Items   []SharedItem     `json:"items"`
}

// contentOf takes the listed items, and nothing else, out of the opened entries. ok is false when one is missing.
func contentOf(r consent.Record, entries []record.Entry) (Content, bool, error) {
	c := Content{Purpose: r.Purpose, Actions: r.Actions, Until: r.ExpiresAt}
	byID := map[id.ID]record.Entry{}
	for _, e := range entries {
		if !e.Locked {
			byID[e.ID] = e
		}
	}
	for _, item := range r.Items {
		e, ok := byID[item.Entry]
		if !ok {
			return Content{}, false, nil
		}
		body, err := json.Marshal(e.Body)
		if err != nil {
			return Content{}, false, err
		}
		c.Items = append(c.Items, SharedItem{Kind: e.Kind, At: e.At.UTC().Truncate(24 * time.Hour), AuthorRole: e.AuthorRole, Body: body,
			Statements: statementsBeside(e.ID, entries)})
	}
	return c, true, nil
}

// statementsBeside returns what the person themselves wrote beside an item: it goes wherever the item goes.
func statementsBeside(item id.ID, entries []record.Entry) []string {
	var list []string
	corrected := map[id.ID]bool{}
	for _, e := range entries {
		corrected[e.Supersedes] = true
	}
	for _, e := range entries {
		if corrected[e.ID] {
			continue // the person has put it differently since
		}
		if s, ok := e.Body.(*record.Statement); ok && e.About == item && e.AuthorRole == "survivor" {
			list = append(list, s.Text)
		}
	}
	return list
}

// parcel is what an envelope carries: one half of the content key, and the content.
type parcel struct {
	Half   []byte `json:"half"`
	Sealed []byte `json:"sealed"`
}

// contentKey joins the two halves.
func contentKey(stays, travels []byte) keys.DataKey {
	return keys.DeriveDataKey(append(append([]byte(nil), stays...), travels...), "package content")
}

func contentBinding(sender, recipient id.Agency, disclosure id.ID) keys.Binding {
	return keys.Binding{Agency: sender, Entry: disclosure, Compartment: recipient.String(), Version: 1, Use: "package"}
}

// pack seals the content under two fresh halves and returns the half that stays and the parcel that goes.
func pack(c Content, sender, recipient id.Agency, disclosure id.ID) (stays, goes []byte, err error) {
	body, err := json.Marshal(c)
	if err != nil {
		return nil, nil, err
	}
	stays = keys.NewSecret()
	p := parcel{Half: keys.NewSecret()}
	if p.Sealed, err = contentKey(stays, p.Half).SealPadded(contentBinding(sender, recipient, disclosure), body); err != nil {
		return nil, nil, err
	}
	goes, err = json.Marshal(p)
	return stays, goes, err
}

func unpack(goes, stays []byte, sender, recipient id.Agency, disclosure id.ID) (Content, error) {
	var p parcel
	if err := json.Unmarshal(goes, &p); err != nil {
		return Content{}, ErrEnvelope
	}
	body, err := contentKey(stays, p.Half).OpenPadded(contentBinding(sender, recipient, disclosure), p.Sealed)
	if err != nil {
		return Content{}, err
	}
	var c Content
	return c, json.Unmarshal(body, &c)
}
