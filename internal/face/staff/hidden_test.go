package staff_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// TestAHiddenNoteNeedsAListedReason (T4.1), tells the person that it is there, and is looked at again by somebody else when
// they say that it should not be.
func TestAHiddenNoteNeedsAListedReason(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOffice(t, w)
		h := o.hanas()
		ruth := o.at(w.Shelter.As(account.Advocate))
		holds(t, ruth.get(h.address+"/notes/hide"), "The person sees that it is here", "There are no other reasons")
		for _, reason := range []string{"", "embarrassing"} {
			if got := ruth.post(h.address+"/notes/hide", url.Values{"reason": {reason}, "text": {"The neighbour saw her."}}); got.Code != http.StatusUnprocessableEntity {
				t.Errorf("hidden for %q is answered %d", reason, got.Code)
			}
		}
		if n := len(h.plan().Hidden); n != 0 {
			t.Fatalf("%d notes are hidden", n)
		}
		ruth.sends(h.address+"/notes/hide", url.Values{"reason": {"harms_another"}, "text": {"The neighbour saw her."}})
		holds(t, ruth.get(h.address+"/notes"), "The neighbour saw her.", "It could put somebody else at risk")
		seen := h.plan().Hidden
		if len(seen) != 1 || seen[0].Text != "" || seen[0].Reason != plan.HarmsAnother {
			t.Fatalf("the person sees %+v", seen)
		}
		h.answers(seen[0].Entry, plan.No)
		holds(t, ruth.get(h.address+"/notes"), "Waits for a second look", "They say that it should not be hidden")
		again := ruth.link(h.address+"/notes", "Look at it again")
		stay := url.Values{"found": {"stay"}, "reason": {"privileged"}, "words": {"I looked."}}
		if own := ruth.post(again, stay); own.Code != http.StatusUnprocessableEntity {
			t.Errorf("its author lets it stay hidden: %d", own.Code)
		}
		imani := o.at(w.Shelter.As(account.Supervisor))
		if elsewhere := imani.ask(http.MethodGet, again, ""); elsewhere.Code != http.StatusNotFound {
			t.Errorf("an address copied from another desk is answered %d", elsewhere.Code)
		}
		imani.sends(imani.link(h.address+"/notes", "Look at it again"), url.Values{"found": {"show"}, "words": {"You can read it now."}})
		if now := h.plan().Hidden[0]; !now.Shown || now.Text != "The neighbour saw her." {
			t.Errorf("after the second look the person reads %+v", now)
		}
		holds(t, ruth.get(h.address+"/notes"), "Shown to the person", "You can read it now.")
	})
}

// TestThePersonsNoteIsTheirs: a worker finds no way to put it differently (INV-27).
func TestThePersonsNoteIsTheirs(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOffice(t, w)
		h := o.hanas()
		h.writes(&plan.Note{Text: "I wrote this myself."}, plan.Edit{})
		ruth := o.at(w.Shelter.As(account.Advocate))
		page := ruth.get(h.address + "/notes")
		holds(t, page, "I wrote this myself.", "In their own words")
		lacks(t, page, "/correct")
		holds(t, ruth.get(h.address), "I wrote this myself.") // it is what they said last
	})
}
