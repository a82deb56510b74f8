package plan

import (
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// Written is who wrote something and when.
type Written struct {
	Entry  id.ID
	Author id.ID
	Name   string
	Role   account.Role
	At     time.Time
	Own    bool // the person wrote it
}

func written(e record.Entry) Written {
	role := account.Role(e.AuthorRole)
	return Written{e.ID, e.Author, e.AuthorName, role, e.At, role == account.Survivor}
}

// A Version is one wording of something.
type Version[T any] struct {
	Written
	Body    T
	Answers []Said // oldest first
	counts  bool   // by itself, without an answer
	asks    bool   // it is a proposal, which an answer decides
}

// Said is the answer that counts; its zero value while there is none.
func (v Version[T]) Said() Said {
	s, _ := last(v.Answers)
	return s
}

// Counts reports whether this wording is, or was, part of the plan.
func (v Version[T]) Counts() bool { return v.counts || v.asks && v.Said().Say == Yes }

// Agreed is the day on which it was agreed aloud, where it counts by that alone: the person can take it back with a no.
func (v Version[T]) Agreed() time.Time {
	if s := v.Said(); v.asks && !s.Own && s.Say == Yes {
		return s.Agreed
	}
	return time.Time{}
}

// Waits reports whether it is a proposal that the person has not decided.
func (v Version[T]) Waits() bool {
	say := v.Said().Say
	return v.asks && (say == "" || say == Later)
}

// A Thing is something in the plan with all its wordings, oldest first, and what was said beside them.
type Thing[T any] struct {
	Versions []Version[T]
	Beside   []Beside
}

// ID is the entry of the first wording, which stays the same.
func (t Thing[T]) ID() id.ID { return t.Versions[0].Entry }

// Tip is the entry of the newest wording: what an edit replaces. It is zero while nothing was written.
func (t Thing[T]) Tip() id.ID {
	if len(t.Versions) == 0 {
		return id.ID{}
	}
	return t.Versions[len(t.Versions)-1].Entry
}

// Now is the wording that counts. ok is false where nothing was written, or nothing was agreed to yet.
func (t Thing[T]) Now() (v Version[T], ok bool) {
	i := t.now()
	if i < 0 {
		return v, false
	}
	return t.Versions[i], true
}

// Proposed is the newest wording where that waits for the person's answer.
func (t Thing[T]) Proposed() (v Version[T], ok bool) {
	n := len(t.Versions)
	if n == 0 || !t.Versions[n-1].Waits() {
		return v, false
	}
	return t.Versions[n-1], true
}

// Current is the wording that counts, or else the one that waits, or else the newest: something to show in every case.
func (t Thing[T]) Current() Version[T] {
	if v, ok := t.Now(); ok {
		return v
	}
	return t.Versions[len(t.Versions)-1]
}

func (t Thing[T]) now() int {
	for i, v := range slices.Backward(t.Versions) {
		if v.Counts() {
			return i
		}
	}
	return -1
}

// at is the place of a wording, -1 where it is not one of them.
func (t Thing[T]) at(entry id.ID) int {
	return slices.IndexFunc(t.Versions, func(v Version[T]) bool { return v.Entry == entry })
}

// Beside is what somebody said beside an entry, in one of its wordings.
type Beside struct {
	Written
	About id.ID
	Text  string
	Past  bool // its author has put it differently since
}

// folding is one pass over the entries.
type folding struct {
	entries []record.Entry
	answers map[id.ID][]Said // by what they are about
	offered map[id.ID][]Said // those to an offer, by the need that they are about: they say nothing about the need
	beside  map[id.ID][]Beside
	used    map[id.ID]bool
}

func newFolding(entries []record.Entry) *folding {
	f := &folding{entries, map[id.ID][]Said{}, map[id.ID][]Said{}, map[id.ID][]Beside{}, map[id.ID]bool{}}
	past := map[id.ID]bool{}
	for _, e := range entries {
		past[e.Supersedes] = true
	}
	for _, e := range entries {
		switch b := e.Body.(type) {
		case *Answer:
			to := f.answers
			if b.Domain != "" {
				to = f.offered
			}
			to[e.About] = append(to[e.About], Said{written(e), *b})
		case *record.Statement:
			f.beside[e.About] = append(f.beside[e.About], Beside{written(e), e.About, b.Text, past[e.ID]})
		}
	}
	return f
}

// answersTo returns what was answered to an entry, and marks it as told.
func (f *folding) answersTo(entry id.ID) []Said {
	for _, s := range f.answers[entry] {
		f.used[s.Entry] = true
	}
	return f.answers[entry]
}

// besides returns what was said beside an entry, and marks both as told.
func (f *folding) besides(entry id.ID) []Beside {
	f.used[entry] = true
	for _, b := range f.beside[entry] {
		f.used[b.Entry] = true
	}
	return f.beside[entry]
}

// rest are the entries that nothing has told: of other packages, locked, or pointing to what is not here.
func (f *folding) rest() []record.Entry {
	return slices.DeleteFunc(slices.Clone(f.entries), func(e record.Entry) bool { return f.used[e.ID] })
}

// How the wordings of a kind come to count.
type rule int

const (
	proposes rule = iota // what a worker writes waits for the person
	tells                // what anybody writes counts, but a worker's correction of what the person wrote does not
)

// things gathers the entries of one kind with their corrections, in the order in which each was first written.
func things[T any](f *folding, r rule) []Thing[T] {
	var list []Thing[T]
	for _, e := range f.entries {
		body, ok := e.Body.(*T)
		if !ok {
			continue
		}
		i := slices.IndexFunc(list, func(t Thing[T]) bool { return !e.Supersedes.IsZero() && t.at(e.Supersedes) >= 0 })
		if i < 0 {
			i, list = len(list), append(list, Thing[T]{})
		}
		list[i].add(f, e, *body, r)
	}
	return list
}

// single is things for what there is one of: all its wordings are one line, whoever began it.
func single[T any](f *folding, r rule) (t Thing[T]) {
	for _, e := range f.entries {
		if body, ok := e.Body.(*T); ok {
			t.add(f, e, *body, r)
		}
	}
	return t
}

func (t *Thing[T]) add(f *folding, e record.Entry, body T, r rule) {
	v := Version[T]{Written: written(e), Body: body}
	theirs := slices.ContainsFunc(t.Versions, func(v Version[T]) bool { return v.Own })
	v.counts = v.Own || r == tells && !theirs
	v.asks = !v.Own && r == proposes
	v.Answers = f.answersTo(e.ID)
	t.Versions, t.Beside = append(t.Versions, v), append(t.Beside, f.besides(e.ID)...)
}
