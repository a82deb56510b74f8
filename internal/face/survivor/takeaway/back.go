package takeaway

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"time"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/care/statement"
	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// BackPath is where somebody who comes back brings what they kept.
const BackPath = Path + "/back"

const lookPath = BackPath + "/look"

// upload is the field of the file.
const upload = "file"

// back asks for the file, and says what becomes of it.
func (f *Face) back(v room.Visit) error {
	asked, problems := webkit.Form{Fields: []webkit.FormField{{Name: "done", Kind: webkit.KindInteger}}}.Read(v.R)
	if problems.Any() {
		return problems.Err()
	}
	return f.showBack(v, nil, asked.Get("done"))
}

func (f *Face) showBack(v room.Visit, problems webkit.Problems, done string) error {
	l := v.L
	s := room.Sheet{Top: room.Top{Heading: l.T("takeaway.back.heading"), Lead: l.T("takeaway.back.lead")}, Back: Path}
	s.Problems(l, problems)
	if n, err := strconv.Atoi(done); err == nil && n >= 0 {
		s.Notice = &webkit.Notice{Heading: l.T("takeaway.back.done"), Text: l.T("takeaway.back.done_text", "n", n)}
		s.Add(room.Links{Items: []room.Link{{Text: l.T("myplan.heading"), URL: "/my/plan"}, {Text: l.T("my_statement.heading"), URL: "/my/statement"}}})
	}
	s.Add(room.Text{Lines: []string{l.T("takeaway.back.what"), l.T("takeaway.back.choose"), l.T("takeaway.back.not_kept")}},
		room.Form{Action: lookPath, Key: id.Reference(), Files: true,
			Fields:  []webkit.Component{webkit.Input{Type: "file", Field: webkit.Field{Name: upload, Label: l.T("takeaway.back.file"), Error: page.FieldError(l, problems, upload)}}},
			Buttons: []webkit.Button{{Text: l.T("takeaway.back.look"), Kind: webkit.Primary}, {Text: l.T("takeaway.not_now"), URL: "/my"}}})
	return f.ShowSheet(v, s)
}

// look shows what the file holds, with nothing ticked. The file is read in memory and forgotten: what is chosen comes back with
// the form.
func (f *Face) look(v room.Visit) error {
	file, err := received(v.R)
	var day time.Time
	var list []string
	if err == nil {
		day, list, err = read(file)
	}
	if err != nil {
		problems, ok := page.ProblemOf(err)
		if !ok {
			return err
		}
		return f.showBack(v, problems, "")
	}
	return f.showFound(v, day, list, nil)
}

func (f *Face) showFound(v room.Visit, day time.Time, list []string, problems webkit.Problems) error {
	l := v.L
	s := room.Sheet{Top: room.Top{Heading: l.T("takeaway.back.heading"), Lead: l.T("takeaway.back.found", "day", l.Day(day, time.UTC))}, Back: BackPath}
	s.Problems(l, problems)
	form := room.Form{Action: BackPath, Key: id.Reference(), Hidden: []webkit.Pair{{Term: "day", Text: day.Format(time.DateOnly)}}}
	for i, one := range list {
		body, err := bodyOf(one)
		if err != nil {
			return err
		}
		kind := "statement.section"
		if b, ok := body.(plan.Body); ok {
			kind = b.Kind()
		}
		lines, _ := f.Reading.TextOf(l, body)
		choice := webkit.Choice{Value: one, Text: l.T("takeaway.back.take")}
		form.Fields = append(form.Fields, room.Card{Heading: l.T("kept.kind." + kind), Parts: []webkit.Component{room.Said{Lines: lines},
			webkit.Checkboxes{Field: webkit.Field{Name: itemName(i), Label: l.T("takeaway.back.this")}, Choices: []webkit.Choice{choice}}}})
	}
	form.Buttons = []webkit.Button{{Text: l.T("takeaway.back.keep"), Kind: webkit.Primary}, {Text: l.T("takeaway.not_now"), URL: "/my"}}
	s.Add(form)
	return f.ShowSheet(v, s)
}

func itemName(i int) string { return "item_" + strconv.Itoa(i) }

func backFields() webkit.Form {
	form := webkit.Form{Fields: []webkit.FormField{{Name: "day", Kind: webkit.KindDate, Required: true}}}
	for i := range maxItems {
		form.Fields = append(form.Fields, webkit.FormField{Name: itemName(i), Kind: webkit.KindMultiline, Max: 8 * maxText})
	}
	return form
}

// bring writes what was ticked, today and as the person's own, and a note of theirs that says from when it is. What is written
// already is left as it is.
func (f *Face) bring(v room.Visit) error {
	values, problems := backFields().Read(v.R)
	if problems.Any() {
		return problems.Err()
	}
	var bodies []any
	for i := range maxItems {
		text := values.Get(itemName(i))
		if text == "" {
			continue
		}
		body, err := bodyOf(text)
		if err != nil {
			return err
		}
		bodies = append(bodies, body)
	}
	if len(bodies) == 0 {
		return f.showBack(v, webkit.Problems{{Field: upload, Key: errNone.Key}}, "")
	}
	ctx, brought := v.R.Context(), 0
	for i, body := range bodies {
		err := f.write(ctx, v, body, values.Key()+"/"+strconv.Itoa(i))
		if errors.Is(err, plan.ErrTwice) {
			continue
		}
		if err != nil {
			return err
		}
		brought++
	}
	note := plan.Note{Text: v.L.T("takeaway.back.note", "n", brought, "day", v.L.Day(values.Date("day"), time.UTC))}
	if err := f.write(ctx, v, &note, values.Key()+"/note"); err != nil {
		return err
	}
	webkit.SeeOther(v.W, BackPath+"?done="+strconv.Itoa(brought))
	return nil
}

func (f *Face) write(ctx context.Context, v room.Visit, body any, key string) error {
	if s, ok := body.(*statement.Section); ok {
		return f.Statement.Write(ctx, v.Me, *s, id.ID{}, key)
	}
	_, err := f.Plans.Write(ctx, v.Me, v.Me.Person, body.(plan.Body), plan.Edit{Key: key})
	return err
}

// received is the file of a form, read as a stream into memory: it never touches a disk.
func received(r *http.Request) ([]byte, error) {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" || params["boundary"] == "" {
		return nil, errFile
	}
	form := multipart.NewReader(r.Body, params["boundary"])
	var file []byte
	for range 4 {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		var data []byte
		if err == nil {
			data, err = io.ReadAll(io.LimitReader(part, maxFile+1))
		}
		if err != nil {
			return nil, readFault(err)
		}
		if part.FormName() == upload {
			file = data
		}
	}
	switch {
	case len(file) == 0:
		return nil, errFile
	case len(file) > maxFile:
		return nil, errLarge
	}
	return file, nil
}

func readFault(err error) *fault.Error {
	var tooMuch *http.MaxBytesError
	if errors.As(err, &tooMuch) {
		return errLarge
	}
	return errFile
}
