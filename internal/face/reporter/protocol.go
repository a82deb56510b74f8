package reporter

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/fault"
)

var errNoList = fault.New(fault.NotFound, "error.not_found")

// channels answers who reads: the same bytes for everybody.
func (f *Face) channels(w http.ResponseWriter, r *http.Request) error {
	text, err := f.core.Manifest(r.Context())
	return told(w, text, err)
}

// logged answers with the proof that who reads stands in the agencies' logs: the same bytes for everybody.
func (f *Face) logged(w http.ResponseWriter, r *http.Request) error {
	text, err := f.core.ReadersProofs(r.Context())
	return told(w, text, err)
}

func told(w http.ResponseWriter, text []byte, err error) error {
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, err = w.Write(text)
	return err
}

// wordList answers one of the lists of words in which receipts are written.
func (f *Face) wordList(w http.ResponseWriter, r *http.Request) error {
	for _, list := range []reporting.WordList{reporting.English, reporting.Spanish} {
		if r.PathValue("list") == string(list) {
			_, err := w.Write(list.Text())
			return err
		}
	}
	return errNoList
}

// drop takes a sealed file.
func (f *Face) drop(w http.ResponseWriter, r *http.Request) error {
	body, give, err := f.whole(r)
	defer give()
	if err != nil {
		return refuse(w, halfway(err))
	}
	if r.Header.Get("Content-Type") != "application/octet-stream" || len(body) < metaSize {
		return refuse(w, &reporting.Refusal{Code: "malformed", Status: http.StatusBadRequest})
	}
	note, err := f.core.Drop(r.Context(), body[:metaSize], body[metaSize:])
	if err != nil {
		return refuse(w, err)
	}
	_, err = w.Write(note)
	return err
}

// whole reads a body into a buffer that was used before, as far as that is no larger than one for words alone: reports of a
// flood come by the hundred, and each is sealed bytes that are stored as they are. give takes the buffer back once that is done.
func (f *Face) whole(r *http.Request) (body []byte, give func(), err error) {
	const words = 64 << 10
	buffer, _ := f.bodies.Get().(*bytes.Buffer)
	if buffer == nil {
		buffer = bytes.NewBuffer(make([]byte, 0, words+bytes.MinRead))
	}
	_, err = buffer.ReadFrom(r.Body)
	return buffer.Bytes(), func() {
		if buffer.Cap() <= 2*words {
			buffer.Reset()
			f.bodies.Put(buffer)
		}
	}, err
}

// halfway is the refusal of a body that did not arrive to its end: the line broke, or was slower than the server waits.
func halfway(err error) error {
	var tooMuch *http.MaxBytesError
	if errors.As(err, &tooMuch) {
		return err
	}
	return &reporting.Refusal{Code: "offline", Status: http.StatusRequestTimeout}
}

// refuse tells the page's script what is the matter; errors of the house's own are the router's.
func refuse(w http.ResponseWriter, err error) error {
	var refusal *reporting.Refusal
	var tooMuch *http.MaxBytesError
	if errors.As(err, &tooMuch) {
		refusal = &reporting.Refusal{Code: "size", Status: http.StatusRequestEntityTooLarge}
	} else if !errors.As(err, &refusal) {
		return err
	}
	return answerJSON(w, refusal.Status, struct {
		Error string          `json:"error"`
		Work  *reporting.Work `json:"work,omitempty"`
	}{refusal.Code, refusal.Work})
}

func answerJSON(w http.ResponseWriter, status int, v any) error {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	return json.NewEncoder(w).Encode(v)
}

// asked is what the script asks of a mailbox.
type asked struct {
	Box   string        `json:"box"`
	Token string        `json:"token"`
	Page  int           `json:"page"`
	Work  string        `json:"work"`
	Act   reporting.Act `json:"act"`
	Days  int           `json:"days"`
}

func readAsked(r *http.Request) (q asked, err error) {
	dec := json.NewDecoder(r.Body)
	dec.DisallowUnknownFields()
	if r.Header.Get("Content-Type") != "application/json" || dec.Decode(&q) != nil || dec.More() {
		return q, &reporting.Refusal{Code: "malformed", Status: http.StatusBadRequest}
	}
	return q, nil
}

// box answers what a mailbox holds, or bytes that look like it.
func (f *Face) box(w http.ResponseWriter, r *http.Request) error {
	q, err := readAsked(r)
	if err != nil {
		return refuse(w, err)
	}
	slots, err := f.core.Box(r.Context(), q.Box, q.Token, q.Page, q.Work)
	if err != nil {
		return refuse(w, err)
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	_, err = w.Write(slots)
	return err
}

// act does what a reporter asks, and says nothing about whether there was anything to do it to.
func (f *Face) act(w http.ResponseWriter, r *http.Request) error {
	q, err := readAsked(r)
	if err != nil {
		return refuse(w, err)
	}
	if err := f.core.Act(r.Context(), q.Box, q.Token, q.Act, q.Days, q.Work); err != nil {
		return refuse(w, err)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
