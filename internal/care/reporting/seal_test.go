package reporting

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
	"pgregory.net/rapid"
)

func identity(t testing.TB) *age.HybridIdentity {
	t.Helper()
	i, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// A line is any header.
type line struct {
	V     int    `json:"v"`
	Kind  string `json:"kind"`
	Bytes int    `json:"bytes"`
	Text  string `json:"text"`
}

// seal makes a drop of a header and raw bytes.
func seal(header any, raw []byte, readers []string) ([]byte, error) {
	plain, err := padded(header, raw, 0, 0)
	if err != nil {
		return nil, err
	}
	return sealPadded(plain, readers, stanzaCount)
}

func TestEveryReaderOpensADropAndNobodyElse(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, stanzaCount).Draw(rt, "readers")
		raw := rapid.SliceOfN(rapid.Byte(), 0, 70_000).Draw(rt, "raw")
		var keys []string
		var ids []*age.HybridIdentity
		for range n {
			i := identity(t)
			ids, keys = append(ids, i), append(keys, i.Recipient().String())
		}
		sealed, err := seal(line{V: 1, Kind: "report", Bytes: len(raw)}, raw, keys)
		if err != nil {
			rt.Fatal(err)
		}
		if _, err := shape(sealed, stanzaCount); err != nil {
			rt.Fatal("what was sealed has not the agreed form")
		}
		for _, i := range ids {
			first, rest, err := open(sealed, i)
			var h line
			if err != nil || json.Unmarshal(first, &h) != nil || !bytes.Equal(rest[:h.Bytes], raw) {
				rt.Fatalf("a reader can't open it: %v", err)
			}
		}
		if _, _, err := open(sealed, identity(t)); err == nil {
			rt.Fatal("somebody else opened it")
		}
	})
}

// How many read a report does not show in its length, nor in anything else that a thief could count.
func TestTheFormTellsNothingAboutTheReaders(t *testing.T) {
	sizes := map[int]bool{}
	for n := 1; n <= stanzaCount; n++ {
		var keys []string
		for range n {
			keys = append(keys, identity(t).Recipient().String())
		}
		sealed, err := seal(line{Kind: "report"}, make([]byte, n*1000), keys)
		if err != nil {
			t.Fatal(err)
		}
		sizes[len(sealed)] = true
		if strings.Count(string(sealed), stanzaStart) != stanzaCount {
			t.Errorf("%d readers give %d stanzas", n, strings.Count(string(sealed), stanzaStart))
		}
	}
	if len(sizes) != 1 {
		t.Errorf("the length tells how many read: %v", sizes)
	}
}

func TestOtherFormsAreNotTaken(t *testing.T) {
	key := identity(t)
	good, err := seal(line{Kind: "report"}, nil, []string{key.Recipient().String()})
	if err != nil {
		t.Fatal(err)
	}
	x, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	var classic bytes.Buffer
	w, err := age.Encrypt(&classic, x.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(make([]byte, classes[0])); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	one, err := sealPadded(make([]byte, classes[0]), []string{key.Recipient().String()}, 1)
	if err != nil {
		t.Fatal(err)
	}
	for name, sealed := range map[string][]byte{
		"nothing": nil, "a page": []byte("<html>" + strings.Repeat("x", len(good)-6)), "cut short": good[:len(good)-1], "one byte more": append(bytes.Clone(good), 0),
		"another recipient": classic.Bytes(), "one stanza": one, "a header of text": bytes.Replace(good, []byte("mlkem768x25519"), []byte("mlkem768x25518"), 1),
		"a letter outside the alphabet": bytes.Replace(good, good[len(ageIntro)+len(stanzaStart):][:1], []byte("*"), 1),
	} {
		if _, err := shape(sealed, stanzaCount); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	if class, err := shape(good, stanzaCount); err != nil || class != classes[0] {
		t.Errorf("a good one is not taken: %d, %v", class, err)
	}
}

func FuzzShape(f *testing.F) {
	i, err := age.GenerateHybridIdentity()
	if err != nil {
		f.Fatal(err)
	}
	good, err := seal(line{Kind: "report"}, nil, []string{i.Recipient().String()})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good[:2000], 8)
	f.Add([]byte(ageIntro), 1)
	f.Fuzz(func(t *testing.T, b []byte, stanzas int) {
		if stanzas != 1 {
			stanzas = stanzaCount
		}
		if _, err := shape(b, stanzas); err == nil && !bytes.HasPrefix(b, []byte(ageIntro)) {
			t.Fatal("taken without the first line of age")
		}
	})
}

func TestAReplyHasExactlyOneLength(t *testing.T) {
	key := identity(t)
	for _, n := range []int{0, 1, replyPlain} {
		plain := make([]byte, replyPlain)
		_, _ = rand.Read(plain[:n])
		sealed, err := sealPadded(plain, []string{key.Recipient().String()}, 1)
		if err != nil || len(sealed) != SlotSize {
			t.Fatalf("%d bytes, %v", len(sealed), err)
		}
		if _, err := shape(sealed, 1); err != nil {
			t.Error(err)
		}
	}
}

func TestASeedGivesTheIdentityThatAgeReads(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "seed")
		i, err := replyIdentity(seed)
		if err != nil {
			t.Fatal(err)
		}
		again, err := age.ParseHybridIdentity(i.String())
		if err != nil || again.String() != i.String() {
			t.Fatal("the text of the identity does not read back")
		}
	})
}

// ageTool builds the command-line tool of age.
func ageTool(t *testing.T) string {
	t.Helper()
	tool := filepath.Join(t.TempDir(), "age")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", tool, "filippo.io/age/cmd/age").CombinedOutput(); err != nil {
		t.Fatalf("building age: %v\n%s", err, out)
	}
	return tool
}

// A report that the page's script sealed is opened by the tool with an exported key, and what the tool sealed is opened by
// the page's script.
func TestTheAgeToolAndThePageOpenEachOthersFiles(t *testing.T) {
	tool, folder, v := ageTool(t), t.TempDir(), loadVectors(t)
	seed, err := hex.DecodeString(v.Readers[0])
	if err != nil {
		t.Fatal(err)
	}
	key, err := replyIdentity(seed)
	if err != nil {
		t.Fatal(err)
	}
	keyFile, file := filepath.Join(folder, "key.txt"), filepath.Join(folder, "drop.age")
	for name, b := range map[string][]byte{keyFile: []byte(key.String() + "\n"), file: v.Report.File} {
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.CommandContext(t.Context(), tool, "-d", "-i", keyFile, file).Output()
	if err != nil || !bytes.HasPrefix(out, []byte(`{"v":1,"kind":"report"`)) {
		t.Fatalf("the tool opened %d bytes of the page's report, %v", len(out), err)
	}
	enc := exec.CommandContext(t.Context(), tool, "-r", key.Recipient().String(), "-o", file+".tool")
	enc.Stdin = strings.NewReader(strings.Repeat("made by the tool ", 10_000))
	if out, err := enc.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	const script = `import { readFileSync } from "node:fs"; import { open } from "./web/src/report/seal.js"; import { seedFrom } from "./web/src/report/hybrid.js";
const opened = await open(readFileSync(process.argv[1]), [seedFrom(process.argv[2])]); process.stdout.write(opened);`
	page := exec.CommandContext(t.Context(), "node", "--input-type=module", "-e", script, file+".tool", key.String())
	page.Dir = "../../.."
	if out, err := page.Output(); err != nil || string(out) != strings.Repeat("made by the tool ", 10_000) {
		t.Fatalf("the page opened %d bytes of the tool's file, %v", len(out), err)
	}
}

// The command-line tool of age opens what the server seals in basic mode, and the other way round.
func TestTheAgeToolOpensADrop(t *testing.T) {
	folder, tool := t.TempDir(), ageTool(t)
	key := identity(t)
	keyFile, file := filepath.Join(folder, "key.txt"), filepath.Join(folder, "drop.age")
	sealed, err := seal(line{V: 1, Kind: "report", Text: "a heron in the reeds"}, nil, []string{key.Recipient().String(), identity(t).Recipient().String()})
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{keyFile: []byte(key.String() + "\n"), file: sealed} {
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.CommandContext(t.Context(), tool, "-d", "-i", keyFile, file).Output()
	if err != nil || !strings.Contains(string(out), "a heron in the reeds") {
		t.Fatalf("age opened %d bytes, %v", len(out), err)
	}
	enc := exec.CommandContext(t.Context(), tool, "-r", key.Recipient().String())
	enc.Stdin = strings.NewReader(`{"v":1,"kind":"report","text":"made by the tool"}` + "\n")
	made, err := enc.Output()
	if err != nil {
		t.Fatal(err)
	}
	first, _, err := open(made, key)
	if err != nil || !strings.Contains(string(first), "made by the tool") {
		t.Fatalf("what age made does not open: %v", err)
	}
}
