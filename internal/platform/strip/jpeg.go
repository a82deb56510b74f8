package strip

import (
	"bytes"
	"encoding/binary"
)

// The markers of a JPEG file that are spoken of here.
const (
	startOfImage = 0xd8
	endOfImage   = 0xd9
	startOfScan  = 0xda
	app0, app1   = 0xe0, 0xe1
	app14        = 0xee
	adobeSize    = 12
)

// jfif is what says that colours are as usual; without density, which could tell one device from another, and without the
// smaller picture that it can carry.
var jfif = []byte("\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")

// cleanJPEG returns nil where the parts do not fit.
func cleanJPEG(data []byte) []byte {
	var kept bytes.Buffer
	var up orientation
	hasJFIF, hasScan := false, false
	for at := 2; ; {
		marker, body, next := segment(data, at)
		switch {
		case next == 0:
			return nil
		case marker == endOfImage:
			if !hasScan {
				return nil
			}
			return jpegOf(hasJFIF, up, kept.Bytes())
		case marker == app0 && bytes.HasPrefix(body, []byte("JFIF\x00")):
			hasJFIF = true
		case marker == app1 && bytes.HasPrefix(body, []byte(exifStart)) && up == 0:
			up = orientationOf(body)
		case marker == app14 && bytes.HasPrefix(body, []byte("Adobe")) && len(body) >= adobeSize:
			writeSegment(&kept, marker, body[:adobeSize])
		case draws(marker):
			writeSegment(&kept, marker, body)
		}
		if at = next; marker == startOfScan {
			hasScan = true
			at = scanEnd(data, next)
			kept.Write(data[next:at])
		}
	}
}

// segment is the marker at a place, what belongs to it, and where the next one begins; zero where there is none. A file that
// breaks off in a scan has its end where it breaks.
func segment(data []byte, at int) (marker byte, body []byte, next int) {
	if at == len(data) {
		return endOfImage, nil, at
	}
	if data[at] != 0xff {
		return 0, nil, 0
	}
	for at < len(data) && data[at] == 0xff {
		at++
	}
	if at == len(data) {
		return endOfImage, nil, at
	}
	marker = data[at]
	if at++; marker == endOfImage {
		return marker, nil, at
	}
	if marker < 0xc0 || marker == 0xc8 || marker >= 0xd0 && marker <= startOfImage || at+2 > len(data) {
		return 0, nil, 0
	}
	size := int(binary.BigEndian.Uint16(data[at:]))
	if size < 2 || at+size > len(data) {
		return 0, nil, 0
	}
	return marker, data[at+2 : at+size], at + size
}

// draws reports whether a marker belongs to the drawing itself: frames, tables and scans.
func draws(marker byte) bool {
	return marker >= 0xc0 && marker <= 0xcf || marker >= startOfScan && marker <= 0xdd
}

// scanEnd is where the coded dots end: before the next marker that is not part of them.
func scanEnd(data []byte, at int) int {
	for {
		i := bytes.IndexByte(data[at:], 0xff)
		if i < 0 || at+i+1 == len(data) {
			return len(data)
		}
		at += i
		if next := data[at+1]; next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7) {
			return at
		} else if next == 0xff {
			at++
		} else {
			at += 2
		}
	}
}

func writeSegment(out *bytes.Buffer, marker byte, body []byte) {
	out.Write([]byte{0xff, marker})
	out.Write(binary.BigEndian.AppendUint16(nil, uint16(len(body)+2))) //nolint:gosec // a segment was read with 16 bits of length
	out.Write(body)
}

func jpegOf(hasJFIF bool, up orientation, drawing []byte) []byte {
	var out bytes.Buffer
	out.Write([]byte{0xff, startOfImage})
	if hasJFIF {
		out.Write(jfif)
	}
	if up.matters() {
		writeSegment(&out, app1, append([]byte(exifStart), up.tiff()...))
	}
	out.Write(drawing)
	out.Write([]byte{0xff, endOfImage})
	return out.Bytes()
}
