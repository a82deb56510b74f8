package app

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"

	"filippo.io/age"

	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// A Desk is what a worker's browser holds of an intake desk while it is open. The demo and tests make desks in the place of
// a browser, so that there is somebody to write to; an installation never does.
type Desk struct {
	Words  string // that open it
	Opener *age.HybridIdentity
	Signer keys.SigningKey
	Window *age.HybridIdentity
}

// pageWork is the scrypt work factor of the page, as a power of two.
const pageWork = 16

// ManDesk sets up the desk of a worker, has two custodians certify it, and goes on duty in a channel.
func (a *App) ManDesk(ctx context.Context, actor account.Actor, c reporting.Channel, shown string, recovery keys.PrivateKey) (Desk, error) {
	d, err := newDesk()
	if err != nil {
		return d, err
	}
	sealed, err := d.sealedKeys(reporting.Root(recovery).Public().Bytes(), cmp.Or(a.deskWork, pageWork))
	if err != nil {
		return d, err
	}
	if err := a.Reporting.SetUpDesk(ctx, actor, sealed); err != nil {
		return d, err
	}
	if err := a.Reporting.Certify(ctx, actor.Agency, actor.Account, reporting.Fingerprint(d.Signer.Public().Bytes()), recovery); err != nil {
		return d, err
	}
	w, err := d.window(a, actor, c, shown)
	if err != nil {
		return d, err
	}
	return d, a.Reporting.AddWindow(ctx, actor, w)
}

func newDesk() (d Desk, err error) {
	d = Desk{Words: strings.Join(reporting.NewReceipt().Words(reporting.English)[:6], " "), Signer: keys.NewSigningKey()}
	if d.Opener, err = age.GenerateHybridIdentity(); err != nil {
		return d, err
	}
	d.Window, err = age.GenerateHybridIdentity()
	return d, err
}

func (d Desk) sealedKeys(root []byte, work int) (k reporting.DeskKeys, err error) {
	k = reporting.DeskKeys{Opener: d.Opener.Recipient().String(), Signer: d.Signer.Public().Bytes()}
	words, err := age.NewScryptRecipient(d.Words)
	if err != nil {
		return k, err
	}
	words.SetWorkFactor(work)
	if k.Sealed, err = sealTo(words, []byte(d.Opener.String())); err != nil {
		return k, err
	}
	signer, err := json.Marshal(map[string]string{"signer": base64.StdEncoding.EncodeToString(d.Signer.Bytes()), "root": base64.StdEncoding.EncodeToString(root)})
	if err != nil {
		return k, err
	}
	k.SealedSigner, err = sealTo(d.Opener.Recipient(), signer)
	return k, err
}

func (d Desk) window(a *App, actor account.Actor, c reporting.Channel, shown string) (w reporting.Window, err error) {
	const days = 14
	w = reporting.Window{Channel: c, Shown: shown, Recipient: d.Window.Recipient().String(), Until: a.clk().AddDate(0, 0, days).Format("2006-01-02")}
	w.Signature = d.Signer.Sign(reporting.WindowLines(actor.Agency, c, actor.Role, w.Recipient, w.Until))
	w.Sealed, err = sealTo(d.Opener.Recipient(), []byte(d.Window.String()))
	return w, err
}

func sealTo(r age.Recipient, plain []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := age.Encrypt(&out, r)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	err = w.Close()
	return out.Bytes(), err
}
