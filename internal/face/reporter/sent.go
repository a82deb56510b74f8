package reporter

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/strip"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

const (
	maxField  = 128 << 10 // of one field; the longest text in the widest script needs less
	maxFields = 100
	maxFiles  = 8 << 20
	fileField = "files"
)

// A sent form is what a browser without script brought. It was read as a stream and never touched a disk.
type sent struct {
	imprint imprint
	values  url.Values
	files   []upload
	large   bool // more than is taken; the fields before it are there
}

type upload struct {
	name, kind string
	data       []byte
}

// Errors of a form that cannot be read at all.
var errForm = errors.New("reporter: not a form of this page")

// readSent reads a form to its end.
func (f *Face) readSent(r *http.Request) (s sent, err error) {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" || params["boundary"] == "" {
		return s, errForm
	}
	sum := f.seen.hash()
	_, _ = io.WriteString(sum, params["boundary"]) // a hash takes everything
	body := io.TeeReader(r.Body, sum)
	s.values = url.Values{}
	err = s.readParts(r, multipart.NewReader(body, params["boundary"]))
	if err == nil {
		_, err = io.Copy(io.Discard, body)
	}
	var tooMuch *http.MaxBytesError
	if s.large = s.large || errors.As(err, &tooMuch); s.large {
		return s, nil
	}
	sum.Sum(s.imprint[:0])
	if err != nil {
		return s, errForm
	}
	return s, nil
}

// readParts reads the fields and files of a form. The typed ones are also kept for whoever has to give them back.
func (s *sent) readParts(r *http.Request, form *multipart.Reader) error {
	room := maxFiles
	for n := 0; ; n++ {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if n == maxFields {
			return errForm
		}
		name := part.FormName()
		most := maxField
		if name == fileField {
			most = room
		}
		data, err := io.ReadAll(io.LimitReader(part, int64(most)+1))
		if err != nil {
			return err
		}
		if len(data) > most {
			s.large = true // what else was typed may come after it
			continue
		}
		if name != fileField {
			s.values.Add(name, string(data))
			webkit.KeepField(r, name, string(data))
			continue
		}
		room -= len(data)
		if len(data) > 0 || part.FileName() != "" {
			webkit.KeepNoFile(r)
			s.files = append(s.files, upload{part.FileName(), part.Header.Get("Content-Type"), data})
		}
	}
}

const maxName = 100 // of a file, in runes

// clean takes out of pictures what is hidden in them, unless they are to stay as they are.
func (u upload) clean(original bool) reporting.BasicFile {
	out := reporting.BasicFile{Name: shortName(u.name), Type: mediaType(u.kind), Data: u.data}
	if original {
		return out
	}
	if data, kind, err := strip.Picture(u.data); err == nil {
		out.Data, out.Type, out.Stripped = data, string(kind), true
	}
	return out
}

// shortName keeps of a file's name what can be shown in one line.
func shortName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, name)
	runes := []rune(name)
	return string(runes[max(0, len(runes)-maxName):])
}

func mediaType(kind string) string {
	parsed, _, err := mime.ParseMediaType(kind)
	if err != nil || len(parsed) > maxName {
		return "application/octet-stream"
	}
	return parsed
}
