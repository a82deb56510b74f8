package reporting

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"slices"

	"golang.org/x/mod/sumdb/note"
)

// Filed is what an agency's list says of a drop.
type Filed struct {
	Acceptance
	Channel Channel
	Listed  string // the day of the closing that has it; empty where no closing covers its day yet
	Gone    string // the day of the closing that says it is gone; empty while it should be there
	Reason  string // "purged" or "withdrawn", with Gone
}

// CheckFiled holds an acceptance note against the signed list of the agency that gave it, oldest closing first. It needs nothing
// else. The error is ErrNote or ErrList; a list that covers the day of the note and does not have its drop is ErrDropped: the
// agency signed both, so that the two texts together show what it did.
func CheckFiled(text []byte, verifierKey string, closings []Closing) (Filed, error) {
	accepted, err := VerifyNote(text, verifierKey)
	if err != nil {
		return Filed{}, err
	}
	v, err := note.NewVerifier(verifierKey)
	if err != nil {
		return Filed{}, ErrNote
	}
	f := Filed{Acceptance: accepted}
	name, _ := hex.DecodeString(accepted.Drop) // VerifyNote wrote it
	before, known, covered := sha256.Sum256(nil), note.VerifierList(v), false
	for _, one := range closings {
		closes, ok := one.holds(accepted.Agency, before, known)
		if !ok {
			return f, ErrList
		}
		before, covered = sha256.Sum256([]byte(closes)), covered || one.Day >= accepted.Day
		f.look(one, name)
	}
	if covered && f.Listed == "" {
		return f, ErrDropped
	}
	return f, nil
}

func (f *Filed) look(one Closing, name []byte) {
	for _, c := range listChannels {
		for came := range slices.Chunk(one.Sets[c].Came, nameBytes) {
			if bytes.Equal(came, name) {
				f.Channel, f.Listed = c, one.Day
			}
		}
		for went := range slices.Chunk(one.Sets[c].Went, goneBytes) {
			if !bytes.Equal(went[:nameBytes], name) {
				continue
			}
			f.Gone = one.Day
			for reason, letter := range goneLetters {
				if went[nameBytes] == letter {
					f.Reason = string(reason)
				}
			}
		}
	}
}

// maxList bounds a list that is read from a file, in bytes.
const maxList = 1 << 30

// ReadList reads a list as WriteList wrote it.
func ReadList(r io.Reader) (closings []Closing, err error) {
	dec := json.NewDecoder(io.LimitReader(r, maxList))
	dec.DisallowUnknownFields()
	for dec.More() {
		var c Closing
		if err := dec.Decode(&c); err != nil {
			return nil, ErrList
		}
		closings = append(closings, c)
	}
	return closings, nil
}

// WriteList writes a list, one closing a line.
func WriteList(w io.Writer, closings []Closing) error {
	enc := json.NewEncoder(w)
	for _, c := range closings {
		if err := enc.Encode(c); err != nil {
			return err
		}
	}
	return nil
}
