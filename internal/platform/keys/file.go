package keys

import (
	"errors"
	"io"

	"filippo.io/age"
)

// stanzaType names our way of wrapping the key of an age file: AES-256-GCM under a data key, bound to the file's row.
const stanzaType = "amparo-data-key"

// SealFile returns a writer that seals what is written to it into dst, in chunks, so that a file of any length passes
// without being held in memory. Close writes the last chunk: a file whose writer was not closed does not open.
//
// The format is the two bytes of every ciphertext, then an age file (age-encryption.org/v1). The length of the file
// shows.
func (k DataKey) SealFile(b Binding, dst io.Writer) (io.WriteCloser, error) {
	if k.isZero() {
		return nil, ErrKey
	}
	if b.Use == "" {
		return nil, errUse
	}
	if _, err := dst.Write(newHeader(kindFile).bytes()); err != nil {
		return nil, err
	}
	return age.Encrypt(dst, fileWrap{k, b})
}

// OpenFile returns a reader of the file that SealFile sealed with the same binding. Every failure to open, in the call
// or in a later Read, is ErrOpen; an error of src itself is passed on.
//
// Each chunk is checked before it is returned, but that the file is whole is known only at io.EOF. What was read before
// an error must not be used.
func (k DataKey) OpenFile(b Binding, src io.Reader) (io.Reader, error) {
	in := &source{r: src}
	var head [headerSize]byte
	if _, err := io.ReadFull(in, head[:]); err != nil {
		return nil, in.verdict()
	}
	if _, ok := newHeader(kindFile).cut(head[:]); !ok || k.isZero() {
		return nil, ErrOpen
	}
	plain, err := age.Decrypt(in, fileWrap{k, b})
	if err != nil {
		return nil, in.verdict()
	}
	return &fileReader{in, plain}, nil
}

// source remembers whether it was the source that failed, and not the content.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

func (s *source) verdict() error {
	if s.err != nil {
		return s.err
	}
	return ErrOpen
}

type fileReader struct {
	in    *source
	plain io.Reader
}

func (f *fileReader) Read(p []byte) (int, error) {
	n, err := f.plain.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = f.in.verdict()
	}
	return n, err
}

// fileWrap wraps and unwraps the key of an age file. It is both age.Recipient and age.Identity.
type fileWrap struct {
	key     DataKey
	binding Binding
}

// Wrap seals the file key.
func (w fileWrap) Wrap(fileKey []byte) ([]*age.Stanza, error) {
	sealed, err := w.key.seal(kindFile, w.binding, fileKey)
	if err != nil {
		return nil, err
	}
	return []*age.Stanza{{Type: stanzaType, Body: sealed}}, nil
}

// Unwrap opens the file key. A file has exactly one stanza: a second one would be a second way in.
func (w fileWrap) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	if len(stanzas) != 1 || stanzas[0].Type != stanzaType || len(stanzas[0].Args) != 0 {
		return nil, age.ErrIncorrectIdentity
	}
	return w.key.open(kindFile, w.binding, stanzas[0].Body)
}
