package reporting

import (
	"context"
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// DeskState is what a desk shows before anything is opened, and what its script needs to open it.
type DeskState struct {
	Now     string    `json:"now"`
	Channel Channel   `json:"channel"`
	Agency  id.Agency `json:"agency"`
	Root    string    `json:"root"`
	Me      Me        `json:"me"`
	Desk    *DeskView `json:"desk"`
	Windows []Window  `json:"windows"`
	Readers []Reader  `json:"readers"`
	Known   []string  `json:"known"` // fingerprints of every window of the channel that is still kept, of those off duty too
	Reports []Waiting `json:"reports"`
	Covers  []Cover   `json:"covers"`
	Missed  []Missed  `json:"missed"` // at a custodian's desk: where reports are not those of the signed list
}

// Me is the worker at the desk.
type Me struct {
	Role   account.Role `json:"role"`
	Label  string       `json:"account_label"`
	OnDuty bool         `json:"on_duty"`
}

// DeskView is a worker's keys as their browser needs them.
type DeskView struct {
	DeskKeys
	Certified      string `json:"certified"`
	CertifiedUntil string `json:"certified_until"`
	Fingerprint    string `json:"fingerprint"`
}

// Waiting is one report in the queue. Nothing in it was written by the reporter but the mark that they set.
type Waiting struct {
	Report    id.ID          `json:"report"`
	Box       string         `json:"box"`
	Day       string         `json:"day"`
	Urgent    bool           `json:"urgent"`
	Claimed   bool           `json:"claimed"` // what its sender set; Urgent is what a desk found once it opened it
	Waits     bool           `json:"waits"`
	Late      int            `json:"late"`
	Owed      string         `json:"owed"` // of a concern: "acknowledge", "feedback" or nothing
	Due       string         `json:"due"`  // the moment, or of a concern the day
	State     flow.State     `json:"state"`
	Version   int64          `json:"version"`
	Offers    []Offer        `json:"offers"`
	Withdrawn bool           `json:"withdrawn"`
	PurgeOn   string         `json:"purge_on"`
	Converted string         `json:"converted"`
	Drops     []DropView     `json:"drops"`
	Replies   int            `json:"replies"`
	Identity  []IdentityStep `json:"identity"`
	History   []PastStep     `json:"history"`
}

// A PastStep is a step of the triage that was taken.
type PastStep struct {
	Event  flow.Event  `json:"event"`
	Reason flow.Reason `json:"reason"`
	Day    string      `json:"day"`
}

// An Offer is a step that the worker may take.
type Offer struct {
	Event   flow.Event    `json:"event"`
	Reasons []flow.Reason `json:"reasons"`
}

// DropView names one sealed file of a report.
type DropView struct {
	Drop    string `json:"drop"`
	Class   int    `json:"class"`
	Day     string `json:"day"`
	Carried string `json:"carried"` // the drop that this one was sealed again from
	report  id.ID
}

// A Cover is a colleague who can stand in for the worker of a record that is begun from a report.
type Cover struct {
	Account id.ID        `json:"handle"`
	Name    string       `json:"name"`
	Role    account.Role `json:"role"`
}

type reportRow struct {
	id                 id.ID
	channel            Channel
	box                string
	claimed, waiting   bool   // the urgent mark as its sender set it
	written            int64  // how often the reporter wrote
	weighed            string // what a desk found of that mark
	waitingDay         int64
	late               int
	withdrawn          bool
	converted          string
	day, visited, keep int64
}

const reportColumns = `report_id, channel, box, urgent, waiting, waiting_day, late, withdrawn, converted, day, visited_day, keep_days, weighed, written`

func scanReport(row interface{ Scan(...any) error }) (r reportRow, err error) {
	err = row.Scan(&r.id, &r.channel, &r.box, &r.claimed, &r.waiting, &r.waitingDay, &r.late, &r.withdrawn, &r.converted, &r.day, &r.visited, &r.keep, &r.weighed, &r.written)
	return r, err
}

// maxQueue is how many reports a desk shows at a time: those that wait come first.
const maxQueue = 500

// Desk returns what a worker's desk shows of a channel. Asking says that somebody is there.
func (s *Service) Desk(ctx context.Context, actor account.Actor, c Channel) (DeskState, error) {
	now := s.clk()
	state := DeskState{Now: day(now), Channel: c, Agency: actor.Agency, Me: Me{Role: actor.Role, Label: actor.Name}, Windows: []Window{}, Known: []string{}, Reports: []Waiting{}, Covers: []Cover{}, Missed: []Missed{}}
	err := s.db.Read(ctx, actor.Agency, func(ctx context.Context, r *store.Reader) error {
		if err := s.mayServe(ctx, r, actor, c); err != nil {
			return err
		}
		set, _, err := selectSettings(ctx, r)
		if err != nil {
			return err
		}
		state.Root = encode(set.Root)
		if err := s.ownDesk(ctx, r, actor, c, set.Root, now, &state); err != nil {
			return err
		}
		state.Reports, err = s.waiting(ctx, r, actor.Role, c, now)
		return err
	})
	if err != nil {
		return DeskState{}, err
	}
	s.desks.note(actor.Account, now)
	if c == Concern {
		state.Missed = s.missed.seenBy(actor.Agency)
	}
	if c == Help {
		state.Covers, err = s.covers(ctx, actor)
	}
	return state, err
}

func (s *Service) ownDesk(ctx context.Context, r *store.Reader, actor account.Actor, c Channel, root []byte, now time.Time, state *DeskState) error {
	d, found, err := selectDesk(ctx, r, actor.Account)
	if err != nil {
		return err
	}
	if found {
		d.Signer = d.signer
		state.Desk = &DeskView{DeskKeys: d.DeskKeys, Fingerprint: Fingerprint(d.signer)}
		if len(d.certified) > 0 {
			state.Desk.Certified, state.Desk.CertifiedUntil = encode(d.certified), day(fromNumber(d.certifiedUntil))
		}
	}
	if state.Windows, err = list(ctx, r, scanWindow, selectWindowsOf, actor.Agency, actor.Account, c); err != nil {
		return err
	}
	if state.Windows == nil {
		state.Windows = []Window{}
	}
	if state.Readers, err = readersOf(ctx, r, c, root, now); err != nil {
		return err
	}
	all, err := list(ctx, r, scanKey, selectWindowKeys, actor.Agency, c)
	if err != nil {
		return err
	}
	for _, k := range all {
		state.Known = append(state.Known, fingerprint(k.Key))
	}
	for i := range state.Readers {
		for _, k := range all {
			if k.account == state.Readers[i].account && k.Key != state.Readers[i].Key {
				state.Readers[i].Earlier = append(state.Readers[i].Earlier, fingerprint(k.Key))
			}
		}
		state.Readers[i].Mine = state.Readers[i].account == actor.Account
		state.Me.OnDuty = state.Me.OnDuty || state.Readers[i].Mine
	}
	return nil
}

func (s *Service) waiting(ctx context.Context, r *store.Reader, role account.Role, c Channel, now time.Time) ([]Waiting, error) {
	rows, err := list(ctx, r, scanReport, selectQueue, r.Agency(), c, maxQueue)
	if err != nil {
		return nil, err
	}
	drops, err := list(ctx, r, scanDrop, selectDrops, r.Agency(), c)
	if err != nil {
		return nil, err
	}
	byReport := map[id.ID][]DropView{}
	for _, d := range drops {
		byReport[d.report] = append(byReport[d.report], d)
	}
	out := make([]Waiting, 0, len(rows))
	for _, row := range rows {
		w, err := s.view(ctx, r, row, role, now)
		if err != nil {
			return nil, err
		}
		if w.Drops = byReport[row.id]; w.Drops == nil {
			w.Drops = []DropView{}
		}
		out = append(out, w)
	}
	return out, nil
}

func (s *Service) view(ctx context.Context, r *store.Reader, row reportRow, role account.Role, now time.Time) (Waiting, error) {
	at, err := stateOf(ctx, r, row.id)
	if err != nil {
		return Waiting{}, err
	}
	w := Waiting{Report: row.id, Box: row.box, Day: day(fromNumber(row.day)), Urgent: row.isUrgent(), Claimed: row.claimed, Waits: row.waiting, Late: row.late, State: at.State, Version: at.Version,
		Withdrawn: row.withdrawn, PurgeOn: day(fromNumber(row.visited + row.keep)), Converted: row.converted, Offers: []Offer{}, History: []PastStep{}}
	for _, t := range machine.Offers(at.State, flow.Kind(role)) {
		w.Offers = append(w.Offers, Offer{Event: t.Event, Reasons: notNilReasons(t.Reasons)})
	}
	steps, err := flow.History(ctx, r, machine, row.id)
	if err != nil {
		return w, err
	}
	for _, step := range steps {
		if step.From != "" {
			w.History = append(w.History, PastStep{Event: step.Event, Reason: step.Reason, Day: day(step.At)})
		}
	}
	if err := r.QueryRow(ctx, countReplies, r.Agency(), row.id).Scan(&w.Replies); err != nil {
		return w, err
	}
	if w.Identity, err = identitySteps(ctx, r, row.id); err != nil {
		return w, err
	}
	return w, s.due(ctx, r, row, &w)
}

func notNilReasons(list []flow.Reason) []flow.Reason {
	if list == nil {
		return []flow.Reason{}
	}
	return list
}

// due says until when an answer was promised.
func (s *Service) due(ctx context.Context, r *store.Reader, row reportRow, w *Waiting) error {
	if row.channel == Concern {
		d, err := concernDeadline(ctx, r, row)
		if err == nil && d.What != "" {
			w.Owed, w.Due = d.What, day(d.Due)
		}
		return err
	}
	if !row.waiting {
		return nil
	}
	within := AnsweredWithin
	if row.isUrgent() {
		within = UrgentWithin
	}
	w.Due = s.arrivals.since(row.id, row.waitingDay).Add(within).Format(time.RFC3339)
	return nil
}

func (s *Service) covers(ctx context.Context, actor account.Actor) ([]Cover, error) {
	colleagues, err := s.accounts.Colleagues(ctx, actor)
	if err != nil {
		return nil, err
	}
	list := []Cover{}
	for _, c := range colleagues {
		if c.Account != actor.Account && !c.Left && slices.Equal(c.Role.Functions(), actor.Role.Functions()) && begins(c.Role) {
			list = append(list, Cover{Account: c.Account, Name: c.Name, Role: c.Role})
		}
	}
	return list, nil
}

// begins reports whether a role can begin a record, or stand in for who did.
func begins(r account.Role) bool { return r == account.Advocate || r == account.Supervisor }

func scanWindow(row interface{ Scan(...any) error }) (w Window, err error) {
	var from, until, deleteOn int64
	err = row.Scan(&w.ID, &w.Channel, &w.Shown, &w.Recipient, &w.Signature, &w.Sealed, &from, &until, &deleteOn)
	w.From, w.Until, w.DeleteOn = day(fromNumber(from)), day(fromNumber(until)), day(fromNumber(deleteOn))
	return w, err
}

// scanKey reads whose window a key is.
func scanKey(row interface{ Scan(...any) error }) (o Reader, err error) {
	err = row.Scan(&o.account, &o.Key)
	return o, err
}

func scanDrop(row interface{ Scan(...any) error }) (d DropView, err error) {
	var came int64
	err = row.Scan(&d.Drop, &d.report, &came, &d.Class, &d.Carried)
	d.Day = day(fromNumber(came))
	return d, err
}

const (
	selectQueue = `SELECT ` + reportColumns + ` FROM report WHERE agency_id = $1 AND channel = $2 
		ORDER BY CASE WHEN weighed = '' THEN urgent ELSE weighed = 'yes' END DESC, waiting DESC, day, report_id LIMIT $3`
	selectDrops = `SELECT d.drop_name, d.report_id, d.day, d.class, d.carried FROM report_drop d
		JOIN report r ON r.agency_id = d.agency_id AND r.report_id = d.report_id WHERE d.agency_id = $1 AND r.channel = $2 ORDER BY d.day, d.drop_name`
	countReplies     = `SELECT count(*) FROM report_reply WHERE agency_id = $1 AND report_id = $2`
	selectWindowKeys = `SELECT account_id, recipient FROM report_window WHERE agency_id = $1 AND channel = $2 ORDER BY until_day DESC, window_id`
	selectWindowsOf  = `SELECT window_id, channel, shown, recipient, signature, sealed, from_day, until_day, delete_day
		FROM report_window WHERE agency_id = $1 AND account_id = $2 AND channel = $3 ORDER BY until_day DESC, window_id`
)

func (s *Service) rowOf(ctx context.Context, agency id.Agency, report id.ID) (reportRow, error) {
	return read(ctx, s, agency, func(ctx context.Context, r *store.Reader) (reportRow, error) {
		return scanReport(r.QueryRow(ctx, selectReport, agency, report))
	})
}
