package reporting

import (
	"context"
	"encoding/hex"
	"strings"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	accounts "github.com/amparo-project/amparo/internal/trust/account"
)

// A Setting is what an agency decided about its channel.
type Setting struct {
	Root      []byte    // public half of the root key
	Oversight id.Agency // who reads what is about this agency; zero for nobody
	Basic     bool      // the mode without script is offered
	KeepDays  int       // after the last visit, unless the reporter chose otherwise
}

// DefaultKeep is how many days after the last visit a report is kept, as GlobaLeaks does.
const DefaultKeep = 90

// KeepChoices are the days that a reporter can choose.
var KeepChoices = []int{30, 90, 180, 365}

// OpenChannel gives an agency its channel: two custodians bring the recovery key, whose root certifies the workers from
// then on. Doing it again changes the settings and keeps the root.
func (s *Service) OpenChannel(ctx context.Context, agency id.Agency, recovery keys.PrivateKey, set Setting) error {
	if err := s.checkRecovery(ctx, agency, recovery); err != nil {
		return err
	}
	if set.KeepDays == 0 {
		set.KeepDays = DefaultKeep
	}
	set.Root = Root(recovery).Public().Bytes()
	defer s.manifest.forget()
	return s.db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, upsertSetting, agency, set.Root, set.Oversight, set.Basic, set.KeepDays)
		return err
	})
}

// SetBasic switches the mode without script on or off.
func (s *Service) SetBasic(ctx context.Context, agency id.Agency, on bool) error {
	defer s.manifest.forget()
	return s.db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, updateBasic, on, agency)
		return err
	})
}

func (s *Service) checkRecovery(ctx context.Context, agency id.Agency, recovery keys.PrivateKey) error {
	ours, err := s.accounts.IsRecovery(ctx, agency, recovery)
	if err == nil && !ours {
		return ErrShares
	}
	return err
}

// Certify signs, with the root, the signer of a worker's desk for a year. The worker reads the fingerprint from their own
// screen to the custodians: a key that the server put there instead has another.
func (s *Service) Certify(ctx context.Context, agency id.Agency, account id.ID, finger string, recovery keys.PrivateKey) error {
	if err := s.checkRecovery(ctx, agency, recovery); err != nil {
		return err
	}
	defer s.manifest.forget()
	return s.db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		role, ok, err := s.accounts.StaffRole(ctx, &tx.Reader, accounts.Actor{}, account)
		if err != nil {
			return err
		}
		d, found, err := selectDesk(ctx, &tx.Reader, account)
		if err != nil {
			return err
		}
		if !ok || !found || !sameFinger(finger, d.signer) {
			return ErrFinger
		}
		until := s.clk().AddDate(0, 0, certifiedFor)
		signature := Root(recovery).Sign(signerLines(agency, role, d.signer, day(until)))
		_, err = tx.Exec(ctx, updateCertified, signature, number(until), agency, account)
		return err
	})
}

// Fingerprint is the signer of a desk as people read it to each other: sixteen hexadecimal digits in groups of four.
func Fingerprint(signer []byte) string {
	digits := fingerprint(hex.EncodeToString(signer))
	return digits[:4] + " " + digits[4:8] + " " + digits[8:12] + " " + digits[12:]
}

func sameFinger(typed string, signer []byte) bool {
	plain := func(f string) string { return strings.ToLower(strings.ReplaceAll(f, " ", "")) }
	return plain(typed) == plain(Fingerprint(signer))
}

func selectSettings(ctx context.Context, r *store.Reader) (set Setting, found bool, err error) {
	err = r.QueryRow(ctx, selectSetting, r.Agency()).Scan(&set.Root, &set.Oversight, &set.Basic, &set.KeepDays)
	if store.IsNoRows(err) {
		return Setting{}, false, nil
	}
	return set, err == nil, err
}

const (
	upsertSetting = `INSERT INTO report_setting (agency_id, root, oversight, basic, keep_days) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (agency_id) DO UPDATE SET root = excluded.root, oversight = excluded.oversight, basic = excluded.basic, keep_days = excluded.keep_days`
	updateBasic     = `UPDATE report_setting SET basic = $1 WHERE agency_id = $2`
	selectSetting   = `SELECT root, oversight, basic, keep_days FROM report_setting WHERE agency_id = $1`
	updateCertified = `UPDATE report_desk SET certified = $1, certified_until = $2 WHERE agency_id = $3 AND account_id = $4`
)
