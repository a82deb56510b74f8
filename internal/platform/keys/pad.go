package keys

import "bytes"

const (
	largestClass = 16 << 10
	padMark      = 0x80
)

// SizeClass returns the length that Pad gives to n bytes: 256 bytes, 1 KiB, 4 KiB, 16 KiB, then multiples of 16 KiB.
// One byte of each class is the mark of the padding.
func SizeClass(n int) int {
	n++ // the mark
	for _, class := range [...]int{256, 1 << 10, 4 << 10} {
		if n <= class {
			return class
		}
	}
	return (n + largestClass - 1) / largestClass * largestClass
}

// Pad returns plain filled up to its size class, so that a ciphertext does not tell a refusal of one word from a page.
// The padding is that of ISO/IEC 7816-4: the byte 0x80, then zeros.
func Pad(plain []byte) []byte {
	out := make([]byte, SizeClass(len(plain)))
	copy(out, plain)
	out[len(plain)] = padMark
	return out
}

// Unpad takes off what Pad put on. It returns ErrOpen for anything that Pad does not make.
func Unpad(padded []byte) ([]byte, error) {
	plain := bytes.TrimRight(padded, "\x00")
	if len(plain) == 0 || plain[len(plain)-1] != padMark {
		return nil, ErrOpen
	}
	plain = plain[:len(plain)-1]
	if SizeClass(len(plain)) != len(padded) {
		return nil, ErrOpen
	}
	return plain, nil
}
