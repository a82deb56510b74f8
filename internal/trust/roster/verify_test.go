package roster_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/trust/roster"
)

// A person is somebody of a made-up agency, with the keys that only they have.
type person struct {
	account id.ID
	role    roster.Role
	own     keys.PrivateKey
}

func (p person) sign() keys.SigningKey { return roster.MemberKey(p.own.Bytes()) }

// A house is a made-up agency with its list.
type house struct {
	agency  id.Agency
	root    keys.SigningKey
	people  []person
	entries [][]byte
	roster  roster.Roster
}

type fatal interface {
	Helper()
	Fatal(...any)
}

var begun = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

// found makes an agency with its root, its teams and one member of each role, let in by the root.
func found(t fatal) *house {
	t.Helper()
	recovery := private(t)
	h := &house{agency: id.NewAgency(begun), root: roster.RootKey(recovery)}
	h.roster = roster.Begin(h.root.Public())
	h.must(t, id.ID{}, h.root, roster.Entry{Agency: h.agency, Root: &roster.Root{Verify: h.root.Public().Bytes(),
		Recovery: recovery.Public().Bytes(), Installation: keys.NewSigningKey().Public().Bytes()}})
	for _, f := range roster.Functions() {
		h.must(t, id.ID{}, h.root, roster.Entry{Team: team(t, f, id.Random(), 1)})
	}
	for _, r := range roster.StaffRoles() {
		p := newPerson(t, r)
		h.must(t, id.ID{}, h.root, roster.Entry{Member: p.member(nil)})
		h.people = append(h.people, p)
	}
	return h
}

func private(t fatal) keys.PrivateKey {
	t.Helper()
	k, err := keys.NewPrivateKey()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func newPerson(t fatal, r roster.Role) person { return person{id.Random(), r, private(t)} }

func (p person) member(i *roster.Invitation) *roster.Member {
	seal := p.own.Public().Fingerprint()
	return &roster.Member{Account: p.account, Role: p.role, Sign: p.sign().Public().Bytes(), Seal: seal[:], Invitation: i}
}

func team(t fatal, f roster.Function, of id.ID, version int64) *roster.Team {
	t.Helper()
	key := private(t).Public().Fingerprint()
	return &roster.Team{Function: f, Team: of, Version: version, Key: key[:]}
}

func (h *house) add(by id.ID, key keys.SigningKey, e roster.Entry) error {
	e.By = by
	next, body, err := h.roster.Add(e, key)
	if err == nil {
		h.roster, h.entries = next, append(h.entries, body)
	}
	return err
}

func (h *house) must(t fatal, by id.ID, key keys.SigningKey, e roster.Entry) {
	t.Helper()
	if err := h.add(by, key, e); err != nil {
		t.Fatal(err)
	}
}

func (h *house) as(r roster.Role) person {
	i := slices.IndexFunc(h.people, func(p person) bool { return p.role == r })
	return h.people[i]
}

// invite is an invitation of p by an administrator.
func (h *house) invite(by, p person) *roster.Invitation {
	i := roster.Invite(h.agency, p.account, p.role, by.account, h.roster.Size()-1, by.sign())
	return &i
}

// history adds a few entries that may be said, by people drawn at random.
func (h *house) history(t *rapid.T) {
	for range rapid.IntRange(1, 12).Draw(t, "entries") {
		by := rapid.SampledFrom(h.people).Draw(t, "by")
		about := rapid.SampledFrom(h.people).Draw(t, "about")
		switch rapid.IntRange(0, 4).Draw(t, "what") {
		case 0:
			p := newPerson(t, rapid.SampledFrom(roster.StaffRoles()).Draw(t, "role"))
			if h.add(by.account, by.sign(), roster.Entry{Member: p.member(h.invite(h.as(roster.Admin), p))}) == nil {
				h.people = append(h.people, p)
			}
		case 1:
			_ = h.add(by.account, by.sign(), roster.Entry{End: &roster.End{Account: about.account}})
		case 2:
			f := rapid.SampledFrom(roster.Functions()).Draw(t, "function")
			now, _ := h.roster.Newest(f)
			_ = h.add(by.account, by.sign(), roster.Entry{Team: team(t, f, now.Team, now.Version+1)})
		case 3:
			_ = h.add(by.account, by.sign(), roster.Entry{Certificate: &roster.Certificate{Account: about.account,
				Kind: rapid.SampledFrom([]string{roster.Conduct, "confidentiality"}).Draw(t, "kind"), ValidTo: begun.AddDate(1, 0, 0).UnixMicro()}})
		case 4:
			_ = h.add(id.ID{}, h.root, roster.Entry{Peer: &roster.Peer{Agency: id.NewAgency(begun), Root: keys.NewSigningKey().Public().Bytes()}})
		}
	}
}

// TestAListThatWasWrittenByItsRulesHolds, and says the same however it was come by.
func TestAListThatWasWrittenByItsRulesHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := found(t)
		h.history(t)
		read, err := roster.Verify(h.entries, h.root.Public())
		if err != nil {
			t.Fatal(err)
		}
		if read.Size() != int64(len(h.entries)) || read.Head() != h.roster.Head() || len(read.Members()) != len(h.roster.Members()) {
			t.Fatal("the list says something else when it is read")
		}
		for _, p := range h.people {
			a, _ := read.Member(p.account)
			b, _ := h.roster.Member(p.account)
			if a.Role != b.Role || a.Ended != b.Ended || a.LetIn != b.LetIn || a.Seals(p.own.Public()) == a.Ended {
				t.Fatal("a member stands otherwise when the list is read")
			}
		}
	})
}

// TestAnyChangeOfAListIsRefused: a bit changed, an entry taken out, put in twice, moved, or signed by another key.
func TestAnyChangeOfAListIsRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := found(t)
		h.history(t)
		at := rapid.IntRange(0, len(h.entries)-1).Draw(t, "at")
		changed := slices.Clone(h.entries)
		switch rapid.IntRange(0, 5).Draw(t, "change") {
		case 0:
			b := bytes.Clone(changed[at])
			b[rapid.IntRange(0, len(b)-1).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
			changed[at] = b
		case 1:
			if at == len(changed)-1 {
				return // cutting the end off leaves a list: see the package comment
			}
			changed = slices.Delete(changed, at, at+1)
		case 2:
			changed = slices.Insert(changed, at, changed[at])
		case 3:
			other := rapid.IntRange(0, len(changed)-1).Draw(t, "other")
			if other == at {
				return
			}
			changed[at], changed[other] = changed[other], changed[at]
		case 4:
			changed[at] = found(t).entries[min(at, 15)]
		case 5:
			changed = append(changed, signedBy(t, h, newPerson(t, roster.Admin)))
		}
		if _, err := roster.Verify(changed, h.root.Public()); err == nil {
			t.Fatal("a list that was changed holds")
		}
	})
}

// signedBy is an entry in the name of an administrator, under the key of somebody else.
func signedBy(t fatal, h *house, stranger person) []byte {
	t.Helper()
	as := h.as(roster.Admin).account
	other := found(t)
	other.agency = h.agency
	e := roster.Entry{Agency: h.agency, Place: h.roster.Size(), By: as, End: &roster.End{Account: h.as(roster.PrivacyOfficer).account}}
	head := h.roster.Head()
	e.Before, e.Signature = head[:], stranger.sign().Sign([]byte("anything"))
	b, err := e.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestAnotherRootHoldsNothing.
func TestAnotherRootHoldsNothing(t *testing.T) {
	h := found(t)
	for name, root := range map[string]keys.VerifyKey{"another": keys.NewSigningKey().Public(), "none": {}} {
		if _, err := roster.Verify(h.entries, root); err == nil {
			t.Errorf("under %s root the list holds", name)
		}
	}
	if _, err := roster.Verify(nil, h.root.Public()); err == nil {
		t.Error("no list holds")
	}
}

// TestWhoMaySayWhat goes through what may not be said, and by whom it may.
func TestWhoMaySayWhat(t *testing.T) {
	h := found(t)
	admin, ruth, imani, yusuf := h.as(roster.Admin), h.as(roster.Advocate), h.as(roster.Supervisor), h.as(roster.PrivacyOfficer)
	ada := newPerson(t, roster.Advocate)
	second := newPerson(t, roster.Admin)
	h.must(t, id.ID{}, h.root, roster.Entry{Member: second.member(nil)})
	certificate := func(of person, kind string) roster.Entry {
		return roster.Entry{Certificate: &roster.Certificate{Account: of.account, Kind: kind, ValidTo: 1}}
	}
	advocates, _ := h.roster.Newest(roster.Advocates)
	other := newPerson(t, roster.PrivacyOfficer)
	foreign := h.invite(admin, ada)
	foreign.Signature = ruth.sign().Sign([]byte("x"))
	for what, c := range map[string]struct {
		by person
		e  roster.Entry
	}{
		"the inviter lets in":                   {admin, roster.Entry{Member: ada.member(h.invite(admin, ada))}},
		"two administrators let in an advocate": {second, roster.Entry{Member: ada.member(h.invite(admin, ada))}},
		"an advocate invites":                   {imani, roster.Entry{Member: ada.member(h.invite(ruth, ada))}},
		"nobody invited":                        {ruth, roster.Entry{Member: ada.member(nil)}},
		"another's signature":                   {ruth, roster.Entry{Member: ada.member(foreign)}},
		"the invitation of another":             {ruth, roster.Entry{Member: ada.member(h.invite(admin, other))}},
		"an advocate lets in to oversight":      {ruth, roster.Entry{Member: other.member(h.invite(admin, other))}},
		"somebody lets themself in":             {ada, roster.Entry{Member: ada.member(h.invite(admin, ada))}},
		"an advocate ends a colleague":          {ruth, roster.Entry{End: &roster.End{Account: imani.account}}},
		"ending nobody":                         {admin, roster.Entry{End: &roster.End{Account: ada.account}}},
		"another team's key":                    {yusuf, roster.Entry{Team: team(t, roster.Advocates, advocates.Team, 2)}},
		"a version left out":                    {ruth, roster.Entry{Team: team(t, roster.Advocates, advocates.Team, 3)}},
		"another team in its place":             {ruth, roster.Entry{Team: team(t, roster.Advocates, id.Random(), 2)}},
		"one's own training":                    {imani, certificate(imani, "confidentiality")},
		"training noted by an advocate":         {ruth, certificate(imani, "confidentiality")},
		"the code of conduct for somebody else": {admin, certificate(imani, roster.Conduct)},
		"training of nobody":                    {admin, certificate(ada, "confidentiality")},
		"a peer by a member":                    {admin, roster.Entry{Peer: &roster.Peer{Agency: id.NewAgency(begun), Root: second.sign().Public().Bytes()}}},
		"two things at once":                    {admin, roster.Entry{End: &roster.End{Account: ruth.account}, Certificate: certificate(ruth, "x").Certificate}},
		"nothing":                               {admin, roster.Entry{}},
		"a second root":                         {admin, roster.Entry{Root: &roster.Root{}}},
	} {
		var broken *roster.Broken
		if err := h.add(c.by.account, c.by.sign(), c.e); !errors.As(err, &broken) {
			t.Errorf("%s: %v", what, err)
		}
	}
	h.must(t, ruth.account, ruth.sign(), roster.Entry{Member: ada.member(h.invite(admin, ada))})
	if m, ok := h.roster.Member(ada.account); !ok || m.LetIn != ruth.account || m.Invited != admin.account || m.Role != roster.Advocate {
		t.Errorf("let in: %+v", m)
	}
	h.must(t, admin.account, admin.sign(), certificate(ruth, "confidentiality"))
	h.must(t, ruth.account, ruth.sign(), certificate(ruth, roster.Conduct))
	h.must(t, ruth.account, ruth.sign(), roster.Entry{Team: team(t, roster.Advocates, advocates.Team, 2)})
}

// TestWhoHasEndedSaysNothingAndStaysAway: not with an invitation of before, not by the root, not under their keys in another
// account; and what they invited while they were here is worth nothing after.
func TestWhoHasEndedSaysNothingAndStaysAway(t *testing.T) {
	h := found(t)
	admin, ruth, imani := h.as(roster.Admin), h.as(roster.Advocate), h.as(roster.Supervisor)
	late := newPerson(t, roster.Advocate)
	before, again := h.invite(admin, late), h.invite(admin, ruth)
	h.must(t, admin.account, admin.sign(), roster.Entry{End: &roster.End{Account: ruth.account}})
	h.must(t, imani.account, imani.sign(), roster.Entry{End: &roster.End{Account: admin.account}})
	twin := ruth
	twin.account = id.Random()
	for what, err := range map[string]error{
		"says something":            h.add(ruth.account, ruth.sign(), roster.Entry{Certificate: &roster.Certificate{Account: ruth.account, Kind: roster.Conduct, ValidTo: 1}}),
		"comes back by invitation":  h.add(imani.account, imani.sign(), roster.Entry{Member: ruth.member(again)}),
		"comes back by the root":    h.add(id.ID{}, h.root, roster.Entry{Member: ruth.member(nil)}),
		"comes back under a number": h.add(id.ID{}, h.root, roster.Entry{Member: twin.member(nil)}),
		"has invited":               h.add(imani.account, imani.sign(), roster.Entry{Member: late.member(before)}),
		"is ended twice":            h.add(imani.account, imani.sign(), roster.Entry{End: &roster.End{Account: ruth.account}}),
	} {
		if err == nil {
			t.Errorf("who has ended %s", what)
		}
	}
}

// TestARoleChangesByTwoPeopleAndNotByAnOldInvitation.
func TestARoleChangesByTwoPeopleAndNotByAnOldInvitation(t *testing.T) {
	h := found(t)
	admin, ruth, imani := h.as(roster.Admin), h.as(roster.Advocate), h.as(roster.Supervisor)
	lead := ruth
	lead.role = roster.Supervisor
	first := h.invite(admin, lead)
	h.must(t, imani.account, imani.sign(), roster.Entry{Member: lead.member(first)})
	h.must(t, imani.account, imani.sign(), roster.Entry{Member: ruth.member(h.invite(admin, ruth))})
	if err := h.add(imani.account, imani.sign(), roster.Entry{Member: lead.member(first)}); err == nil {
		t.Error("an invitation of before counts again")
	}
	other := newPerson(t, roster.Supervisor)
	other.account = ruth.account
	if err := h.add(imani.account, imani.sign(), roster.Entry{Member: other.member(h.invite(admin, other))}); err == nil {
		t.Error("an account has other keys")
	}
	if m, _ := h.roster.Member(ruth.account); m.Role != roster.Advocate {
		t.Errorf("the role is %s", m.Role)
	}
}

// FuzzDecode: what is decoded has one encoding, and nothing makes Verify do anything but answer.
func FuzzDecode(f *testing.F) {
	h := found(f)
	for _, b := range h.entries[:8] {
		f.Add(b)
	}
	f.Add([]byte(`{"root":{}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := roster.Decode(b)
		if err == nil {
			again, err := e.Encode()
			if err != nil || !bytes.Equal(again, b) {
				t.Fatalf("another encoding: %q", again)
			}
		}
		if _, err := roster.Verify([][]byte{h.entries[0], b}, h.root.Public()); err == nil && !bytes.Equal(b, h.entries[1]) {
			t.Fatal("an entry that the root did not sign holds")
		}
	})
}
