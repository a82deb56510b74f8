package strip

import (
	"bytes"
	"errors"
)

// A Kind is a kind of picture that can be cleaned, as its media type.
type Kind string

const (
	JPEG Kind = "image/jpeg"
	PNG  Kind = "image/png"
	WebP Kind = "image/webp"
)

// ErrOther says that bytes are no picture that can be cleaned: another kind of file, or a picture whose parts do not fit.
var ErrOther = errors.New("strip: not a picture that can be cleaned")

// Picture returns the picture without what is hidden in it. It goes by the bytes, not by what the file is called.
func Picture(data []byte) (clean []byte, kind Kind, err error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		kind, clean = JPEG, cleanJPEG(data)
	case bytes.HasPrefix(data, []byte(pngStart)):
		kind, clean = PNG, cleanPNG(data)
	case len(data) >= 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP":
		kind, clean = WebP, cleanWebP(data)
	}
	if clean == nil {
		return nil, "", ErrOther
	}
	return clean, kind, nil
}
