package app_test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/alarm"
)

// TestWhatIsFoundReachesThoseWhoWatch holds who reads a finding: the privacy officer of the agency; a privacy officer of
// another one only after two people named them; nobody else. That somebody saw it stays with their name.
func TestWhatIsFoundReachesThoseWhoWatch(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx := t.Context()
		officer := w.SignIn(w.Shelter.As(account.PrivacyOfficer))
		outside := w.SignIn(w.LegalAid.As(account.PrivacyOfficer))
		supervisor := w.SignIn(w.Shelter.As(account.Supervisor))
		advocate := w.SignIn(w.Shelter.As(account.Advocate))
		found := alarm.Finding{Agency: w.Shelter.Agency.ID, Check: alarm.RowChanged, Subject: "assignment/1"}
		if err := alarm.RaiseAll(ctx, w.DB, []alarm.Finding{found}, w.Clock.Now()); err != nil {
			t.Fatal(err)
		}
		reads := func(who account.Actor) int {
			t.Helper()
			list, err := w.Oversight.Alarms(ctx, who)
			if err != nil {
				t.Fatal(err)
			}
			return len(list)
		}
		if reads(officer) != 1 || reads(outside) != 0 || reads(supervisor) != 0 || reads(advocate) != 0 {
			t.Errorf("read by officer %d, outside %d, supervisor %d, advocate %d", reads(officer), reads(outside), reads(supervisor), reads(advocate))
		}
		list, err := w.Oversight.Alarms(ctx, officer)
		if err != nil {
			t.Fatal(err)
		}
		for _, who := range []account.Actor{outside, supervisor, advocate} {
			if err := w.Oversight.Seen(ctx, who, list[0].ID); err == nil {
				t.Errorf("a %s of %s marks it as seen", who.Role, who.Agency)
			}
		}
		name := w.LegalAid.As(account.PrivacyOfficer).SignInName
		for _, who := range []account.Actor{supervisor, advocate} {
			if err := w.Oversight.Propose(ctx, who, name); err == nil {
				t.Errorf("a %s proposes", who.Role)
			}
		}
		for _, wrong := range []string{w.LegalAid.As(account.Lawyer).SignInName, w.Shelter.As(account.PrivacyOfficer).SignInName, "nobody"} {
			if err := w.Oversight.Propose(ctx, officer, wrong); err == nil {
				t.Errorf("%q is proposed", wrong)
			}
		}
		if err := w.Oversight.Propose(ctx, officer, name); err != nil {
			t.Fatal(err)
		}
		if reads(outside) != 0 {
			t.Error("one person named somebody from outside")
		}
		_, proposed, err := w.Oversight.Member(ctx, supervisor)
		if err != nil || proposed == nil {
			t.Fatalf("%v %v", proposed, err)
		}
		for _, who := range []account.Actor{officer, advocate, outside} {
			if err := w.Oversight.Agree(ctx, who, proposed.Naming); err == nil {
				t.Errorf("a %s of %s agrees", who.Role, who.Agency)
			}
		}
		if err := w.Oversight.Agree(ctx, supervisor, proposed.Naming); err != nil {
			t.Fatal(err)
		}
		if reads(outside) != 1 || reads(supervisor) != 0 {
			t.Errorf("after two people named them: %d; the second reads %d", reads(outside), reads(supervisor))
		}
		if err := w.Oversight.Seen(ctx, outside, list[0].ID); err != nil {
			t.Fatal(err)
		}
		if list, err = w.Oversight.Alarms(ctx, officer); err != nil || list[0].SeenBy != outside.Account || list[0].SeenAt.IsZero() {
			t.Errorf("%+v %v", list, err)
		}
	})
}

// TestAPersonsSpaceRemembersTheLog holds that a log which was cut after the person's space has seen it is found at their next
// visit, said to them calmly, and raised; that a memory which somebody else wrote is found too; and that both leave nothing
// when the person is erased.
func TestAPersonsSpaceRemembersTheLog(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx, agency := t.Context(), w.Shelter.Agency.ID
		advocate := w.SignIn(w.Shelter.As(account.Advocate))
		person := w.Person(advocate, "Hana")
		hana := w.Survivor(advocate, person, "quiet river stone")
		visit := func() []alarm.Finding {
			t.Helper()
			if err := w.Oversight.Remember(ctx, hana); err != nil {
				t.Fatal(err)
			}
			found, err := w.Oversight.About(ctx, hana)
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		change := func(statements ...string) {
			t.Helper()
			if err := w.DB.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
				for _, s := range statements {
					if _, err := tx.Exec(ctx, s, agency); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Checkpoint(ctx, agency); err != nil {
			t.Fatal(err)
		}
		if found := visit(); len(found) != 0 {
			t.Fatalf("before anything is touched: %+v", found)
		}
		if found := visit(); len(found) != 0 {
			t.Fatalf("at a second visit: %+v", found)
		}
		change(`DELETE FROM ledger_checkpoint WHERE agency_id = $1`)
		found := visit()
		if len(found) != 1 || found[0].Check != alarm.SeenShorter || found[0].Person != person {
			t.Errorf("of a log that was cut: %+v", found)
		}
		change(`DELETE FROM alarm WHERE agency_id = $1`, `UPDATE oversight_memory SET sealed = sealed_private FROM account
			WHERE oversight_memory.agency_id = $1 AND account.agency_id = oversight_memory.agency_id AND account.account_id = oversight_memory.account_id`)
		if found := visit(); len(found) != 1 || found[0].Check != alarm.SeenForked {
			t.Errorf("of a memory that somebody else wrote: %+v", found)
		}
		if err := w.Records.Erase(ctx, hana, person); err != nil {
			t.Fatal(err)
		}
		if err := w.DB.Read(ctx, agency, func(ctx context.Context, r *store.Reader) error {
			var memories, named int
			err := r.QueryRow(ctx, `SELECT (SELECT COUNT(*) FROM oversight_memory WHERE agency_id = $1), (SELECT COUNT(*) FROM alarm WHERE agency_id = $1 AND person_id IS NOT NULL)`, agency).Scan(&memories, &named)
			if memories+named > 0 {
				t.Errorf("after the erasure %d memories and %d findings name them", memories, named)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// TestErasureIsProvableAndAnAbsenceIsNoticed holds both at once: a person who was erased leaves a log that holds, and a
// sealed part that is gone without an erasure is found and raised (INV-20, T3.9).
func TestErasureIsProvableAndAnAbsenceIsNoticed(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx, agency := t.Context(), w.Shelter.Agency.ID
		advocate := w.SignIn(w.Shelter.As(account.Advocate))
		person, other := w.Person(advocate, "Hana"), w.Person(advocate, "Tomas")
		hana := w.Survivor(advocate, person, "quiet river stone")
		if err := w.Checkpoint(ctx, agency); err != nil {
			t.Fatal(err)
		}
		if err := w.Records.Erase(ctx, hana, person); err != nil {
			t.Fatal(err)
		}
		if err := w.Checkpoint(ctx, agency); err != nil {
			t.Fatal(err)
		}
		if found, err := w.Doctor(ctx); err != nil || len(found) != 0 {
			t.Errorf("after an erasure: %v %v", found, err)
		}
		if err := w.DB.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
			n, err := tx.Exec(ctx, `UPDATE ledger_leaf SET sealed = NULL WHERE agency_id = $1 AND person_id = $2`, agency, other)
			if n == 0 {
				t.Error("there is nothing to take away")
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if found, err := w.Doctor(ctx); err != nil || len(found) != 1 || found[0].Check != alarm.LogBroken || !strings.Contains(found[0].Subject, "sealed-missing") {
			t.Errorf("after parts were taken away: %v %v", found, err)
		}
	})
}

// TestAlarmsAreReadAndSeenAtTheDesk walks the pages: the officer reads what to do, says that they saw it, and proposes
// somebody from outside; a supervisor agrees; the person reads a calm sentence.
func TestAlarmsAreReadAndSeenAtTheDesk(t *testing.T) {
	w := apptest.SQLite(t)
	found := alarm.Finding{Agency: w.Shelter.Agency.ID, Check: alarm.PinShorter, Subject: "log/12"}
	if err := alarm.RaiseAll(t.Context(), w.DB, []alarm.Finding{found}, w.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	advocate := w.SignIn(w.Shelter.As(account.Advocate))
	card, err := w.Records.Enrol(t.Context(), advocate, w.Person(advocate, "Hana"), "quiet river stone")
	if err != nil {
		t.Fatal(err)
	}
	pages := w.Pages()
	officer := w.WorksAs(pages, w.Shelter.As(account.PrivacyOfficer))
	page := officer.Get("/desk/alarms").Body
	for _, says := range []string{"The log is older or other than this server has seen it", "Do not work on.", "pin.shorter log/12", "within 60 seconds", "Nobody from outside reads this list yet"} {
		if !strings.Contains(page, says) {
			t.Errorf("the page lacks %q", says)
		}
	}
	_, rest, _ := strings.Cut(page, `action="/desk/alarms/`)
	handle, _, _ := strings.Cut(rest, "/")
	key := url.Values{"key": {id.Reference()}}
	if a := officer.Post("/desk/alarms/"+handle+"/seen", key); a.To != "/desk/alarms?done=seen" {
		t.Errorf("seen: %+v", a)
	}
	if page = officer.Get("/desk/alarms").Body; !strings.Contains(page, "You") || strings.Contains(page, "I have seen this") {
		t.Error("who saw it does not stand there, or it can be seen again")
	}
	key = url.Values{"key": {id.Reference()}, "name": {w.LegalAid.As(account.PrivacyOfficer).SignInName}}
	if a := officer.Post("/desk/alarms/member", key); a.To != "/desk/alarms?done=proposed" {
		t.Errorf("proposed: %+v", a)
	}
	supervisor := w.WorksAs(pages, w.Shelter.As(account.Supervisor))
	if !strings.Contains(supervisor.Get("/desk/people").Body, "/desk/alarms/agree") {
		t.Error("nothing leads the supervisor to agree")
	}
	if a := supervisor.Post("/desk/alarms/agree", url.Values{"key": {id.Reference()}}); a.To != "/desk" {
		t.Errorf("agreed: %+v", a)
	}
	if page := w.WorksAs(pages, w.LegalAid.As(account.PrivacyOfficer)).Get("/desk/alarms").Body; !strings.Contains(page, "pin.shorter log/12") || !strings.Contains(page, "Harbour House") {
		t.Error("the member from outside does not read it")
	}
	person := w.Client(pages)
	person.Opens(card, "quiet river stone")
	for _, path := range []string{"/my", "/my/looks"} {
		if !strings.Contains(person.Get(path).Body, "Something stored here was not as it should be") {
			t.Errorf("%s says nothing", path)
		}
	}
}

// TestAReportThatVanishesIsAnAlarm holds that what the channel's signed list finds is raised where everything else is: by the
// job, for the desk, and by doctor.
func TestAReportThatVanishesIsAnAlarm(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx, agency := t.Context(), w.Shelter.Agency.ID
		if _, err := w.OpenIntake(ctx, w.Coalition); err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.Reporting.BasicSend(ctx, reporting.BasicReport{Agency: agency, Channel: reporting.Help, Lang: "en", Text: "the side door"}); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(24 * time.Hour)
		job := func() error {
			t.Helper()
			for _, j := range w.Jobs() {
				if j.Name == "reporting.list" {
					return j.Run(ctx, agency)
				}
			}
			t.Fatal("there is no such job")
			return nil
		}
		if err := job(); err != nil {
			t.Fatalf("as it is: %v", err)
		}
		if err := w.DB.Deposit(ctx, agency, func(ctx context.Context, tx *store.ApartTx) error {
			n, err := tx.Exec(ctx, `DELETE FROM report_drop WHERE agency_id = $1`, agency)
			if n == 0 {
				t.Error("there is nothing to take away")
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := job(); err == nil {
			t.Error("the job holds nothing against a report that vanished")
		}
		list, err := w.Oversight.Alarms(ctx, w.SignIn(w.Shelter.As(account.PrivacyOfficer)))
		if err != nil || len(list) != 1 || list[0].Check != alarm.Anonymous || !strings.HasPrefix(list[0].Subject, "report/missing/help/") {
			t.Errorf("at the desk: %v %v", list, err)
		}
		if found, err := w.Doctor(ctx); err != nil || len(found) != 1 || found[0].Check != alarm.Anonymous {
			t.Errorf("doctor: %v %v", found, err)
		}
	})
}
