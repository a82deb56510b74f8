package strip

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"slices"
)

const (
	pngStart   = "\x89PNG\r\n\x1a\n"
	pngHeader  = "IHDR"
	pngEnd     = "IEND"
	headerSize = 13
)

// pngKept are the chunks that draw: the picture, its colours, its transparency, its frames where it moves.
var pngKept = []string{pngHeader, "PLTE", "IDAT", "tRNS", "gAMA", "cHRM", "sRGB", "sBIT", "bKGD", "acTL", "fcTL", "fdAT"}

// cleanPNG returns nil where the parts do not fit.
func cleanPNG(data []byte) []byte {
	var header, kept bytes.Buffer
	var up orientation
	for rest := data[len(pngStart):]; len(rest) >= 12; {
		size := int64(binary.BigEndian.Uint32(rest))
		if size > int64(len(rest)-12) {
			return nil
		}
		kind, body, whole := string(rest[4:8]), rest[8:8+size], rest[:12+size]
		rest = rest[12+size:]
		first := header.Len() == 0
		switch {
		case first != (kind == pngHeader) || first && size != headerSize:
			return nil
		case first:
			writeChunk(&header, kind, body)
		case kind == pngEnd:
			return pngOf(header.Bytes(), up, kept.Bytes())
		case kind == "eXIf" && up == 0:
			up = orientationOf(body)
		case slices.Contains(pngKept, kind):
			kept.Write(whole)
		case kind[0]&0x20 == 0: // it says that the picture cannot be drawn without it
			return nil
		}
	}
	return nil
}

func pngOf(header []byte, up orientation, drawing []byte) []byte {
	var out bytes.Buffer
	out.WriteString(pngStart)
	out.Write(header)
	if up.matters() {
		writeChunk(&out, "eXIf", up.tiff())
	}
	out.Write(drawing)
	writeChunk(&out, pngEnd, nil)
	return out.Bytes()
}

func writeChunk(out *bytes.Buffer, kind string, body []byte) {
	chunk := append([]byte(kind), body...)
	out.Write(binary.BigEndian.AppendUint32(nil, uint32(len(body)))) //nolint:gosec // a chunk was read with 32 bits of length
	out.Write(chunk)
	out.Write(binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(chunk)))
}
