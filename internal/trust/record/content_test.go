package record

import (
	"bytes"
	"testing"
)

// FuzzDecodeContent holds that nothing sealed, however damaged before it was sealed, makes the reader fall over, and that
// what was written is read back.
func FuzzDecodeContent(f *testing.F) {
	f.Add(content{"Ruth", []byte(`{"text":"a note"}`)}.encode())
	f.Add(content{}.encode())
	f.Add([]byte{contentVersion, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01})
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := decodeContent(b)
		if err != nil {
			return
		}
		again, err := decodeContent(c.encode())
		if err != nil || again.author != c.author || !bytes.Equal(again.body, c.body) {
			t.Errorf("%q and %q are read back as %q and %q, %v", c.author, c.body, again.author, again.body, err)
		}
	})
}
