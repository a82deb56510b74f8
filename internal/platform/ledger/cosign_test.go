package ledger_test

import (
	"crypto/ed25519"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
)

// vector is a cosignature of a checkpoint that github.com/transparency-dev/formats v0.1.1 made (NewSignerForCosignatureV1), with
// this seed at this second.
const (
	vectorSeed = "0123456789abcdef0123456789abcdef"
	vectorTime = 1796132598
	vectorKey  = "amparo/0192f5a0-0000-7000-8000-000000000001+609fae5e+ASO8VJEsHm6SxKhoJchn4n/9xVW/+9QkTxeiar//7pZd"
	vectorBody = "amparo/0192f5a0-0000-7000-8000-000000000002\n123\nf+7CoKgXKE/tNys9TTXcr/ad6U/K3xvznmzew9y6SP0=\n"
	vectorLine = "\u2014 amparo/0192f5a0-0000-7000-8000-000000000001 KVGryAAAAABrDs72ndBqgFAlcnNbdlEXgllc9vbc4TzRUXLA+9HZsF8ecCLxBEBXAGga89ET3AmvXVCgNqC4YNyHYKzrfPkSUwNLAw==\n"
)

func parseAgency(t *testing.T, text string) id.Agency {
	t.Helper()
	agency, err := id.ParseAgency(text)
	if err != nil {
		t.Fatal(err)
	}
	return agency
}

// TestACosignatureHasTheStandardsForm holds the line that is made, and the time that is read, against another program's.
func TestACosignatureHasTheStandardsForm(t *testing.T) {
	of, by := parseAgency(t, "0192f5a0-0000-7000-8000-000000000002"), parseAgency(t, "0192f5a0-0000-7000-8000-000000000001")
	key := ed25519.NewKeyFromSeed([]byte(vectorSeed))
	c := ledger.Checkpoint{Agency: of, Size: 123, Note: []byte(vectorBody + "\n")}
	line, err := ledger.Cosign(c, by, key, time.Unix(vectorTime, 0))
	if err != nil || line != vectorLine {
		t.Errorf("the line is %q, %v", line, err)
	}
	c.Note = append(c.Note, line...)
	if at, err := c.Seen(vectorKey); err != nil || at.Unix() != vectorTime {
		t.Errorf("seen at %v, %v", at, err)
	}
	if _, err := note.Open(c.Note, note.VerifierList(verifierOf(t, vectorKey))); err == nil {
		t.Error("a cosignature passes for the log's own signature")
	}
}

func verifierOf(t *testing.T, key string) note.Verifier {
	t.Helper()
	v, err := note.NewVerifier(key)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestAHeadThatStandsStillIsFound holds what a witness outside says of cosignatures that are old, missing or not of this head.
func TestAHeadThatStandsStillIsFound(t *testing.T) {
	var agencies []id.Agency
	var private []ed25519.PrivateKey
	keys := map[id.Agency]string{}
	for i, seed := range []string{"a", "b", "c"} {
		agency, key := parseAgency(t, "0192f5a0-0000-7000-8000-00000000000"+string(rune('1'+i))), ed25519.NewKeyFromSeed([]byte(strings.Repeat(seed, 32)))
		text, err := ledger.VerifierKey(agency, key.Public().(ed25519.PublicKey))
		if err != nil {
			t.Fatal(err)
		}
		agencies, private, keys[agency] = append(agencies, agency), append(private, key), text
	}
	now := time.Unix(1_800_000_000, 0)
	body := func(size string) string {
		return ledger.Origin(agencies[0]) + "\n" + size + "\nf+7CoKgXKE/tNys9TTXcr/ad6U/K3xvznmzew9y6SP0=\n"
	}
	cosigned := func(text string, ages ...time.Duration) (lines string) {
		t.Helper()
		for i, age := range ages {
			line, err := ledger.Cosign(ledger.Checkpoint{Agency: agencies[0], Note: []byte(text + "\n")}, agencies[i], private[i], now.Add(-age))
			if err != nil {
				t.Fatal(err)
			}
			lines += line
		}
		return lines
	}
	const minute = time.Minute
	for name, c := range map[string]struct {
		lines string
		want  []error
	}{
		"by all, now":             {cosigned(body("7"), 0, minute, minute), nil},
		"twice, once of late":     {cosigned(body("7"), 20*minute, 20*minute, 20*minute) + cosigned(body("7"), minute, minute, minute), nil},
		"by all, a while ago":     {cosigned(body("7"), 11*minute, 12*minute, 11*minute), []error{ledger.ErrHeadStill}},
		"by two of three":         {cosigned(body("7"), 0, 0), []error{ledger.ErrHeadUnseen}},
		"by nobody":               {"", []error{ledger.ErrHeadUnseen, ledger.ErrHeadUnseen, ledger.ErrHeadUnseen, ledger.ErrHeadStill}},
		"of another head":         {cosigned(body("8"), 0, 0, 0), []error{ledger.ErrHeadCosigned, ledger.ErrHeadCosigned, ledger.ErrHeadCosigned, ledger.ErrHeadStill}},
		"of one, of another head": {cosigned(body("8"), 0) + strings.TrimPrefix(cosigned(body("7"), 0, 0, 0), cosigned(body("7"), 0)), []error{ledger.ErrHeadCosigned}},
	} {
		head := ledger.Checkpoint{Agency: agencies[0], Size: 7, Note: []byte(body("7") + "\n" + c.lines)}
		found := head.Alive(keys, now, 10*minute)
		for _, want := range c.want {
			at := slices.IndexFunc(found, func(err error) bool { return errors.Is(err, want) })
			if at < 0 {
				t.Errorf("%s: %v is not among what was found", name, want)
				continue
			}
			found = slices.Delete(found, at, at+1)
		}
		if len(found) > 0 {
			t.Errorf("%s: found %v too", name, found)
		}
	}
}
