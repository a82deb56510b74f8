package attack_test

import (
	"context"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/alarm"
)

// TestAnEntryOfAnotherAuthorIsNamed holds that nobody writes in somebody else's name, not even who holds the root key and writes
// rows that count as the program's: the days of a house verify, and each entry below does not.
func TestAnEntryOfAnotherAuthorIsNamed(t *testing.T) {
	attacked(t, func(t *testing.T, h *house) {
		h.days(t)
		agency := h.Shelter.Agency.ID
		for _, house := range h.Houses() {
			if report, err := h.VerifyLedger(t.Context(), house.Agency.ID); err != nil || !report.OK() {
				t.Fatalf("%s before: %v, %v", house.Agency.Slug, report.Bad, err)
			}
		}
		ruth, imani := h.Shelter.As(account.Advocate).Account, h.SignIn(h.Shelter.As(account.Supervisor))
		for what, e := range map[string]ledger.Entry{
			"by a colleague":          {Actor: ruth, Author: imani.SigningKey()},
			"by a key of one's own":   {Actor: ruth, Author: keys.NewSigningKey()},
			"by no key":               {Actor: ruth},
			"by somebody as nobody":   {Author: imani.SigningKey()},
			"by a stranger as nobody": {Author: keys.NewSigningKey()},
		} {
			e.Kind, e.Person, e.At = "read.allowed", id.Random(), h.Clock.Now()
			stop := errStop{}
			err := h.DB.Write(t.Context(), agency, func(ctx context.Context, tx *store.Tx) error {
				leaf, err := ledger.Append(ctx, tx, e)
				if err != nil {
					return err
				}
				authors, err := h.Accounts.Authors(ctx, &tx.Reader)
				if err != nil {
					return err
				}
				report, err := ledger.Verify(ctx, &tx.Reader, note.VerifierList(), nil, authors)
				if err != nil {
					return err
				}
				if report.Bad == nil || report.Bad.Check != ledger.OtherAuthor || report.Bad.Index != leaf.Index {
					t.Errorf("%s: found %v", what, report.Bad)
				}
				return stop
			})
			if err != error(stop) {
				t.Fatal(err)
			}
		}
	})
}

// TestARowOfWhoHoldsTheRootKeyIsNoAuthority holds that a row which counts as the program's, but says another role than the signed
// list, opens nothing and is found by the doctor.
func TestARowOfWhoHoldsTheRootKeyIsNoAuthority(t *testing.T) {
	attacked(t, func(t *testing.T, h *house) {
		ruth := h.Shelter.As(account.Advocate)
		before := h.SignIn(ruth)
		if err := h.DB.Write(t.Context(), h.Shelter.Agency.ID, func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE account SET role = $1 WHERE agency_id = $2 AND account_id = $3`, account.PrivacyOfficer, tx.Agency(), ruth.Account)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if st, err := h.Accounts.StandingOf(t.Context(), before); err != nil || st.Active {
			t.Errorf("the row counts: %+v, %v", st, err)
		}
		found, err := h.Doctor(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		want := alarm.Finding{Agency: h.Shelter.Agency.ID, Check: alarm.Authority, Subject: "authority/account/" + ruth.Account.String()}
		if !slices.Contains(found, want) {
			t.Errorf("the doctor finds %v, not %v", found, want)
		}
	})
}

// errStop takes a transaction back.
type errStop struct{}

func (errStop) Error() string { return "taken back" }
