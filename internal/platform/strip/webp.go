package strip

import (
	"bytes"
	"encoding/binary"
	"slices"
)

const (
	extended     = "VP8X"
	frame        = "ANMF"
	extendedSize = 10
	frameHead    = 16
	exifFlag     = 0x08
	drawingFlags = 0x12 // transparency, and that it moves
)

// webpKept are the chunks that draw.
var webpKept = []string{"VP8 ", "VP8L", "ALPH", "ANIM", frame, extended}

// cleanWebP returns nil where the parts do not fit.
func cleanWebP(data []byte) []byte {
	size := int64(binary.LittleEndian.Uint32(data[4:]))
	if size < 4 || size > int64(len(data)-8) {
		return nil
	}
	chunks, up, ok := riffChunks(data[12:8+size], webpKept)
	if !ok || len(chunks) == 0 {
		return nil
	}
	var out bytes.Buffer
	for i, c := range chunks {
		switch {
		case c.kind == extended && (i != 0 || len(c.body) != extendedSize):
			return nil
		case c.kind == extended:
			c.body = slices.Clone(c.body)
			c.body[0] &= drawingFlags
			if up.matters() {
				c.body[0] |= exifFlag
			}
		case c.kind == frame:
			if c.body, ok = cleanFrame(c.body); !ok {
				return nil
			}
		}
		c.write(&out)
	}
	if up.matters() && chunks[0].kind == extended {
		chunk{"EXIF", up.tiff()}.write(&out)
	}
	head := append([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(out.Len()+4))...) //nolint:gosec // no longer than what came
	return append(append(head, "WEBP"...), out.Bytes()...)
}

// cleanFrame cleans one picture of those that move.
func cleanFrame(body []byte) ([]byte, bool) {
	if len(body) < frameHead {
		return nil, false
	}
	inside, _, ok := riffChunks(body[frameHead:], []string{"VP8 ", "VP8L", "ALPH"})
	var out bytes.Buffer
	out.Write(body[:frameHead])
	for _, c := range inside {
		c.write(&out)
	}
	return out.Bytes(), ok
}

type chunk struct {
	kind string
	body []byte
}

func (c chunk) write(out *bytes.Buffer) {
	out.WriteString(c.kind)
	out.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(c.body)))) //nolint:gosec // no longer than what came
	out.Write(c.body)
	if len(c.body)%2 == 1 {
		out.WriteByte(0)
	}
}

// riffChunks are the chunks of the kinds that stay, and the orientation that another one tells.
func riffChunks(rest []byte, stay []string) (chunks []chunk, up orientation, ok bool) {
	for len(rest) >= 8 {
		size := int64(binary.LittleEndian.Uint32(rest[4:]))
		if size > int64(len(rest)-8) {
			return nil, 0, false
		}
		c := chunk{string(rest[:4]), rest[8 : 8+size]}
		rest = rest[8+size:]
		if size%2 == 1 && len(rest) > 0 {
			rest = rest[1:]
		}
		if slices.Contains(stay, c.kind) {
			chunks = append(chunks, c)
		} else if c.kind == "EXIF" && up == 0 {
			up = orientationOf(c.body)
		}
	}
	return chunks, up, true
}
