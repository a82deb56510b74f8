package reporting

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
)

// noteOrigin is the first line of an acceptance note.
func noteOrigin(agency id.Agency) string { return "amparo/report/" + agency.String() }

// accept writes the acceptance note of a drop: that an agency was given this file on this day. It holds nothing about who
// sent it, and the same drop always gets the same note.
func accept(agency id.Agency, signer note.Signer, name string, dayNumber int64) ([]byte, error) {
	sum, err := hex.DecodeString(name)
	if err != nil {
		return nil, err
	}
	text := noteOrigin(agency) + "\n" + base64.StdEncoding.EncodeToString(sum) + "\n" + day(fromNumber(dayNumber)) + "\n"
	return note.Sign(&note.Note{Text: text}, signer)
}

// ErrNote says that a text is no acceptance note of the agency whose key was given.
var ErrNote = errors.New("reporting: not an acceptance note of this agency")

// An Acceptance is what a note proves.
type Acceptance struct {
	Agency id.Agency
	Drop   string // SHA-256 of the file, in hexadecimal
	Day    string
}

// VerifyNote checks an acceptance note against the verifier key of an agency's ledger (ledger.VerifierKey). It needs
// nothing else: whoever filed a report can show years later that it was filed, and to whom.
func VerifyNote(text []byte, verifierKey string) (Acceptance, error) {
	v, err := note.NewVerifier(verifierKey)
	if err != nil {
		return Acceptance{}, ErrNote
	}
	n, err := note.Open(text, note.VerifierList(v))
	if err != nil {
		return Acceptance{}, ErrNote
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) != 4 || lines[3] != "" || !strings.HasPrefix(lines[0], "amparo/report/") {
		return Acceptance{}, ErrNote
	}
	agency, err := id.ParseAgency(strings.TrimPrefix(lines[0], "amparo/report/"))
	sum, failed := base64.StdEncoding.Strict().DecodeString(lines[1])
	if err != nil || failed != nil || len(sum) != 32 || v.Name() != ledger.Origin(agency) {
		return Acceptance{}, ErrNote
	}
	return Acceptance{Agency: agency, Drop: hex.EncodeToString(sum), Day: lines[2]}, nil
}
