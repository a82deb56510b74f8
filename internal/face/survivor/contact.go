package survivor

import (
	"context"
	"net/http"
	"reflect"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/contact"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// said is what the person said about reaching them, with the entry that holds it.
type said struct {
	now     contact.SafeContact
	entry   id.ID
	entries []record.Entry
}

func (f *Face) said(ctx context.Context, me account.Actor) (said, error) {
	rec, err := f.Records.Read(ctx, me, me.Person, gate.OwnLife, gate.Contact)
	if err != nil {
		return said{}, err
	}
	now, entry := contact.Newest(rec.Entries)
	return said{now, entry, rec.Entries}, nil
}

// version is the handle of the entry that a form was filled from, empty where there was none.
func (f *Face) version(me account.Actor, entry id.ID) string {
	if entry.IsZero() {
		return ""
	}
	return f.Handles.Of(me, entry)
}

func (f *Face) contactPage(w http.ResponseWriter, r *http.Request) error {
	s, err := f.said(r.Context(), page.Actor(r.Context()))
	if err != nil {
		return err
	}
	return f.showContact(w, r, contactForm{said: s, step: "way", typed: fromContact(s.now), key: id.Reference()})
}

// contactSet takes the way first, and what it needs on a second page. Not to be contacted needs nothing more.
func (f *Face) contactSet(w http.ResponseWriter, r *http.Request) error {
	me := page.Actor(r.Context())
	v, problems := f.contactFields().Read(r)
	s, err := f.said(r.Context(), me)
	if err != nil {
		return err
	}
	form := contactForm{said: s, step: v.Get("step"), typed: v, key: room.KeyOr(v.Key()), problems: problems}
	if problems.Any() {
		return f.showContact(w, r, form)
	}
	quiet := v.Get("channel") == "none" || v.Get("channel") == string(contact.OwnSpace)
	if form.step == "way" && !quiet {
		form.step = "details"
		form.typed = withChannel(fromContact(s.now), v)
		return f.showContact(w, r, form)
	}
	return f.keepContact(w, r, form, v.Get("entry"))
}

// keepContact stores the answer, unless somebody wrote another one after this page was opened: then both are shown.
func (f *Face) keepContact(w http.ResponseWriter, r *http.Request, form contactForm, entry string) error {
	me, now := page.Actor(r.Context()), f.House.Clock()
	c := f.toContact(form.typed, now)
	replaces, known := f.replaced(me, form.said, entry)
	err := error(record.ErrSuperseded)
	if known {
		err = f.Contact.Set(r.Context(), me, me.Person, c, replaces, form.key, now)
	}
	if fault.KindOf(err) == fault.Stale && reflect.DeepEqual(c, form.said.now) {
		err = nil // sent twice: it is kept as it was said
	}
	if err == nil {
		webkit.SeeOther(w, "/my/contact")
		return nil
	}
	if fault.KindOf(err) == fault.Stale {
		form.stale, form.key = true, id.Reference()
		if form.said, err = f.said(r.Context(), me); err != nil {
			return err
		}
		return f.showContact(w, r, form)
	}
	problems, ok := page.ProblemOf(err)
	if !ok {
		return err
	}
	for i := range problems { // the service's words, as they are said to the person
		problems[i].Key = "survivor." + problems[i].Key
	}
	form.problems = problems
	return f.showContact(w, r, form)
}

// replaced finds the entry that the form was filled from. A form that was opened when nothing was said yet is out of date
// as soon as something is.
func (f *Face) replaced(me account.Actor, s said, entry string) (id.ID, bool) {
	if entry == "" {
		return id.ID{}, s.entry.IsZero()
	}
	for _, e := range s.entries {
		if _, ok := f.Handles.Find(me, entry, []id.ID{e.ID}); ok && e.Kind == contact.Kind {
			return e.ID, true
		}
	}
	return id.ID{}, false
}
