package takeaway

import (
	"context"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/care/feedback"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// A file is what the person takes along.
type file struct {
	Lang, Dir, Title, Made string
	Day                    string // on which it was made, to be read back
	Parts                  []part
}

// A part is one heading of the file with what stands under it.
type part struct {
	Heading string
	None    string // said where nothing stands under it
	Items   []item
}

// An item is one thing that is kept.
type item struct {
	Title string
	About string // who and when
	Note  string // that it corrects something, stands beside something, or is locked
	Lines []string
	Kept  string // what can be brought back of it; empty where nothing can
}

// collect opens everything. The record comes first: where the words are asked for once more, nothing else is looked at.
func (f *Face) collect(v room.Visit) (file, error) {
	ctx, l := v.R.Context(), v.L
	rec, err := f.Records.Take(ctx, v.Me)
	if err != nil {
		return file{}, err
	}
	out := file{Lang: l.Lang(), Dir: l.Dir(), Title: l.T("takeaway.file.title"), Made: l.T("takeaway.file.made", "day", l.DateTime(v.Now, f.House.Zone)), Day: v.Now.UTC().Format(time.DateOnly)}
	for _, collect := range []func(ctx context.Context, v room.Visit, entries []record.Entry) (part, error){f.written, f.choices, f.looked, f.signedIn} {
		p, err := collect(ctx, v, rec.Entries)
		if err != nil {
			return file{}, err
		}
		if len(p.Items) == 0 {
			p.None = l.T("takeaway.file.none")
		}
		out.Parts = append(out.Parts, p)
	}
	return out, nil
}

// written is every entry in every wording, oldest first, numbered so that one can point to another.
func (f *Face) written(ctx context.Context, v room.Visit, entries []record.Entry) (part, error) {
	p := part{Heading: v.L.T("takeaway.file.written")}
	told, err := f.Feedback.Of(ctx, v.Me, entries)
	if err != nil {
		return p, err
	}
	numbers, stands := map[id.ID]int{}, standing(entries, v.Now)
	for i, e := range entries {
		numbers[e.ID] = i + 1
		one := f.entry(v, e, i+1, numbers, answers(v, e, told))
		one.Kept = keep(e, stands)
		p.Items = append(p.Items, one)
	}
	return p, nil
}

// answers are what was said back to something that the person told the house; none to any other entry.
func answers(v room.Visit, e record.Entry, told []feedback.Item) (lines []string) {
	body, ok := e.Body.(*feedback.Told)
	for _, item := range told {
		if !ok || item.ID != body.Feedback {
			continue
		}
		for _, a := range item.Answers {
			lines = append(lines, v.L.T("takeaway.file.answer", "who", room.Who(v.L, a.Name, a.Role), "day", v.L.Day(a.Day, time.UTC)))
			lines = append(lines, room.Lines(a.Words)...)
		}
	}
	return lines
}

func (f *Face) entry(v room.Visit, e record.Entry, number int, numbers map[id.ID]int, answers []string) item {
	l := v.L
	at := item{Title: l.T("takeaway.file.entry", "n", number, "kind", l.T("kept.kind."+e.Kind)),
		About: room.By(l, e.Author == v.Me.Account, e.AuthorName, account.Role(e.AuthorRole)) + " · " + l.DateTime(e.At, f.House.Zone)}
	var notes []string
	if n := numbers[e.Supersedes]; n > 0 {
		notes = append(notes, l.T("takeaway.file.instead", "n", n))
	}
	if n := numbers[e.About]; n > 0 {
		notes = append(notes, l.T("takeaway.file.beside", "n", n))
	}
	if e.Locked {
		notes = append(notes, l.T("takeaway.file.locked"))
	} else {
		at.Lines, _ = f.Reading.TextOf(l, e.Body)
	}
	at.Note, at.Lines = strings.Join(notes, " "), append(at.Lines, answers...)
	return at
}

// choices is what the person decided about sharing.
func (f *Face) choices(ctx context.Context, v room.Visit, _ []record.Entry) (part, error) {
	p := part{Heading: v.L.T("takeaway.file.choices")}
	list, err := f.Disclosure.Choices(ctx, v.Me, v.Me.Person)
	for _, c := range list {
		p.Items = append(p.Items, item{Title: locale.Isolate(c.RecipientName), Lines: f.Reading.ChoiceLines(v.L, c)})
	}
	return p, err
}

// looked is who looked, shared or was refused, newest first.
func (f *Face) looked(ctx context.Context, v room.Visit, _ []record.Entry) (part, error) {
	p := part{Heading: v.L.T("takeaway.file.looked")}
	looks, err := f.looks(ctx, v.Me)
	for _, k := range looks {
		p.Items = append(p.Items, item{About: v.L.DateTime(k.At, f.House.Zone), Lines: f.Reading.LookLines(v.L, k)})
	}
	return p, err
}

// signedIn is where the person's own space was opened.
func (f *Face) signedIn(ctx context.Context, v room.Visit, _ []record.Entry) (part, error) {
	p := part{Heading: v.L.T("takeaway.file.signed_in")}
	list, err := f.Accounts.SignIns(ctx, v.Me)
	for _, s := range list {
		lines := []string{v.L.T(s.What.Word())}
		if device := v.L.T(s.Device.Kind.Word()); s.Device.Browser != "" {
			lines = append(lines, device+" · "+string(s.Device.Browser))
		} else {
			lines = append(lines, device)
		}
		p.Items = append(p.Items, item{About: v.L.DateTime(s.At, f.House.Zone), Lines: lines})
	}
	return p, err
}
