package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"

	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
)

// noteSize is how long the note before sealed bytes is: JSON, padded with spaces.
const noteSize = 512

var errForm = fault.New(fault.BadInput, "error.form")

// A note says what the sealed bytes after it are.
type note struct {
	Report   string `json:"report"`
	Key      string `json:"key"`
	Original string `json:"original"`
}

// receive reads a note and what was sealed.
func (v visit) receive() (n note, sealed []byte, err error) {
	if kind, _, err := mime.ParseMediaType(v.r.Header.Get("Content-Type")); err != nil || kind != "application/octet-stream" {
		return n, nil, fault.New(fault.BadInput, "error.form_type")
	}
	body, err := io.ReadAll(v.r.Body)
	var tooMuch *http.MaxBytesError
	switch {
	case errors.As(err, &tooMuch):
		return n, nil, fault.Wrap(err, fault.TooLarge, "error.too_large")
	case err != nil, len(body) <= noteSize: // the line broke
		return n, nil, errForm
	}
	dec := json.NewDecoder(bytes.NewReader(body[:noteSize]))
	dec.DisallowUnknownFields()
	if dec.Decode(&n) != nil || len(bytes.Trim(body[dec.InputOffset():noteSize], " ")) > 0 {
		return n, nil, errForm
	}
	return n, body[noteSize:], nil
}

// reply leaves an answer in the reporter's mailbox. It is sealed to them: nothing here can read it.
func (f *Face) reply(v visit) error {
	return v.noted(func(report id.ID, n note, sealed []byte) error {
		if len(sealed) != reporting.SlotSize || !id.IsReference(n.Key) {
			return errForm
		}
		return f.Reports.Reply(v.r.Context(), v.actor, report, sealed, n.Key)
	})
}

// carry keeps a drop that the worker's browser opened and sealed again to those on duty.
func (f *Face) carry(v visit) error {
	return v.noted(func(report id.ID, n note, sealed []byte) error {
		return f.Reports.Carry(v.r.Context(), v.actor, report, n.Original, sealed)
	})
}

func (v visit) noted(act func(report id.ID, n note, sealed []byte) error) error {
	n, sealed, err := v.receive()
	if err != nil {
		return err
	}
	report, err := reportOf(n.Report)
	if err != nil {
		return err
	}
	if err := act(report, n, sealed); err != nil {
		return err
	}
	return v.tell(http.StatusOK, struct{}{})
}
