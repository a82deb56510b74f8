package keys_test

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/platform/keys"
)

// grantAt is the binding of a data key sealed to version v of a team's key.
func grantAt(v int64) keys.Binding {
	b := place()
	b.Use, b.Version = "grant", v
	return b
}

// TestHierarchy walks from a passphrase to an entry, through ciphertexts only.
func TestHierarchy(t *testing.T) {
	t.Parallel()
	ok := must(t)
	account, team, data := newPair(t), newPair(t), keys.NewDataKey()
	kept := ok(keys.SealWithPassphrase(cheap, []byte("passphrase"), place(), account.Bytes()))
	membership := ok(account.Public().Seal(place(), team.Bytes()))
	grant := ok(team.Public().Seal(place(), data[:]))
	entry := ok(data.SealPadded(place(), page))

	account, err := keys.ParsePrivateKey(ok(keys.OpenWithPassphrase([]byte("passphrase"), place(), kept)))
	if err != nil {
		t.Fatal(err)
	}
	team, err = keys.ParsePrivateKey(ok(account.Open(place(), membership)))
	if err != nil {
		t.Fatal(err)
	}
	data, err = keys.ParseDataKey(ok(team.Open(place(), grant)))
	if err != nil {
		t.Fatal(err)
	}
	if got := ok(data.OpenPadded(place(), entry)); !bytes.Equal(got, page) {
		t.Errorf("the entry came back as %d other bytes", len(got))
	}
}

// TestTeamKeyRotation: the old key opens the old grants, the new key opens the new ones, and neither the other's, even
// where the version of the binding is stated as the other's.
func TestTeamKeyRotation(t *testing.T) {
	t.Parallel()
	ok := must(t)
	before, after := newPair(t), newPair(t)
	oldData, newData := keys.NewDataKey(), keys.NewDataKey()
	oldGrant := ok(before.Public().Seal(grantAt(1), oldData[:]))
	newGrant := ok(after.Public().Seal(grantAt(2), newData[:]))

	if got := ok(before.Open(grantAt(1), oldGrant)); !bytes.Equal(got, oldData[:]) {
		t.Error("the old key no longer opens the old grant")
	}
	if got := ok(after.Open(grantAt(2), newGrant)); !bytes.Equal(got, newData[:]) {
		t.Error("the new key does not open the new grant")
	}
	for _, v := range []int64{1, 2} {
		got, err := before.Open(grantAt(v), newGrant)
		wantShut(t, "the old key on the new grant", got, err)
		got, err = after.Open(grantAt(v), oldGrant)
		wantShut(t, "the new key on the old grant", got, err)
	}
}

// TestErasure deletes the grants of a data key: what is left opens with no key of the house and has no shape.
func TestErasure(t *testing.T) {
	t.Parallel()
	ok := must(t)
	team, person := newPair(t), newPair(t)
	recovery, shares, err := keys.NewRecovery()
	if err != nil {
		t.Fatal(err)
	}
	data := keys.NewDataKey()
	grants := map[string][]byte{
		"team":     ok(team.Public().Seal(grantAt(1), data[:])),
		"person":   ok(person.Public().Seal(grantAt(1), data[:])),
		"recovery": ok(recovery.Seal(grantAt(1), data[:])),
	}
	zeros := make([]byte, 1<<16)
	entry := ok(data.SealPadded(place(), zeros))

	clear(grants)
	data.Zero()

	custodians, err := keys.Combine(shares[0], shares[2])
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []keys.PrivateKey{team, person, custodians} {
		got, err := k.Open(place(), entry)
		wantShut(t, "a key pair on the erased entry", got, err)
		seed, err := keys.ParseDataKey(k.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		got, err = seed.OpenPadded(place(), entry)
		wantShut(t, "a private key taken for the data key", got, err)
	}
	got, err := data.OpenPadded(place(), entry)
	wantShut(t, "the overwritten data key", got, err)
	if n := deflated(t, entry); n < len(entry) {
		t.Errorf("the erased entry of %d bytes compresses to %d: it has a shape", len(entry), n)
	}
}

func deflated(t *testing.T, b []byte) int {
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Len()
}

// TestZeroKeys: a key that was never made seals nothing, so that forgetting to make one is noticed at once.
func TestZeroKeys(t *testing.T) {
	t.Parallel()
	var data keys.DataKey
	var public keys.PublicKey
	var private keys.PrivateKey
	if _, err := data.SealPadded(place(), page); !errors.Is(err, keys.ErrKey) {
		t.Errorf("zero data key: %v", err)
	}
	if _, err := data.SealFile(place(), &bytes.Buffer{}); !errors.Is(err, keys.ErrKey) {
		t.Errorf("zero data key on a file: %v", err)
	}
	if _, err := public.Seal(place(), page); !errors.Is(err, keys.ErrKey) {
		t.Errorf("zero public key: %v", err)
	}
	if public.Equal(private.Public()) || private.Bytes() != nil || public.Bytes() != nil {
		t.Error("zero keys are taken for keys")
	}
	made := newPair(t)
	sealed := must(t)(made.Public().Seal(place(), page))
	made.Zero()
	got, err := made.Open(place(), sealed)
	wantShut(t, "a dropped private key", got, err)
	if keys.DeriveDataKey(nil, "session") != (keys.DataKey{}) {
		t.Error("an empty secret gave a key")
	}
}

// TestKeysStayOutOfLogs prints every secret type in every usual way.
func TestKeysStayOutOfLogs(t *testing.T) {
	t.Parallel()
	data, private, signing := keys.NewDataKey(), newPair(t), keys.NewSigningKey()
	var out bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&out, nil))
	for _, k := range []any{data, private, signing, struct{ K keys.DataKey }{data}, &data} {
		fmt.Fprintf(&out, "%v %+v %#v %s %x %d %q\n", k, k, k, k, k, k, k)
		log.Info("key", "key", k)
	}
	_, shares, err := keys.NewRecovery()
	if err != nil {
		t.Fatal(err)
	}
	log.Info("share", "share", shares[0])
	text := strings.ToLower(out.String())
	for name, secret := range map[string][]byte{"data": data[:], "private": private.Bytes(), "signing": signing.Bytes()} {
		for _, form := range []string{fmt.Sprintf("%x", secret[:8]), strings.Trim(fmt.Sprint(secret[:8]), "[]")} {
			if strings.Contains(text, form) {
				t.Errorf("the %s key was printed", name)
			}
		}
	}
	if strings.Contains(text, strings.ToLower(shares[0].String()[:40])) {
		t.Error("a share was logged")
	}
	if _, err := json.Marshal(struct{ K keys.DataKey }{data}); !errors.Is(err, keys.ErrKey) {
		t.Errorf("a data key in JSON: %v, want ErrKey", err)
	}
}
