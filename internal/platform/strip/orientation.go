package strip

import (
	"bytes"
	"encoding/binary"
)

// An orientation says which way up a picture is held: 1 to 8, as Exif counts. Zero and 1 need no saying.
type orientation uint16

func (o orientation) matters() bool { return o >= 2 && o <= 8 }

const (
	exifStart      = "Exif\x00\x00"
	orientationTag = 0x0112
	shortType      = 3
	entrySize      = 12
)

// orientationOf reads the orientation out of an Exif block, with or without its name before it. Whatever else stands there
// is not looked at.
func orientationOf(exif []byte) orientation {
	tiff := bytes.TrimPrefix(exif, []byte(exifStart))
	if len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 0
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 0
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < entrySize {
			return 0
		}
		if order.Uint16(entries) == orientationTag && order.Uint16(entries[2:]) == shortType && order.Uint32(entries[4:]) == 1 {
			return orientation(order.Uint16(entries[8:]))
		}
		entries = entries[entrySize:]
	}
	return 0
}

// tiff is an Exif block that says the orientation and nothing else.
func (o orientation) tiff() []byte {
	b := binary.BigEndian.AppendUint16([]byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01"), uint16(o))
	return append(b, 0, 0, 0, 0, 0, 0)
}
