package notes

import (
	"errors"
	"net/http"

	"github.com/amparo-project/amparo/internal/care/safety"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// over says of something that helps to stay safer that it is not needed any more, or that it is again. Its words stay, and so
// does the wording before; while one of them is not over, no plan is closed.
func (f *Face) over(v desk.Visit) error {
	values, problems := (webkit.Form{Fields: []webkit.FormField{{Name: "over", Kind: webkit.KindBool}}}).Read(v.R)
	if problems.Any() {
		return problems.Err()
	}
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	_, e, _, err := f.pointed(v, o)
	if err != nil {
		return err
	}
	m, ok := e.Body.(*safety.Measure)
	if !ok {
		return record.ErrNoEntry
	}
	to := &safety.Measure{Text: m.Text, Over: values.Bool("over")}
	_, err = f.Records.Write(v.R.Context(), v.Actor, o.ID, gate.Care, gate.Safety, record.Draft{Kind: safety.MeasureKind, Body: to, Supersedes: e.ID, Key: values.Key()})
	if errors.Is(err, record.ErrSuperseded) { // somebody was quicker: it is shown as it stands
		return f.showSide(v, o, desk.SafetySide, draft{key: id.Reference(), Problem: desk.Problem{Problems: webkit.Problems{{Key: "staff.correct.stale"}}, Status: http.StatusConflict}})
	}
	if err != nil {
		return err
	}
	webkit.SeeOther(v.W, o.Address+desk.SafetySide.Path+"?done=corrected")
	return nil
}
