package reporting

import (
	"slices"
	"strings"
)

// bech32 encodes bytes as BIP 173 does, without its limit of 90 characters: age names keys by it and exports no way to make
// a key from a seed.
func bech32(prefix string, data []byte) string {
	const letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
	var five []byte
	for acc, bits, i := 0, 0, 0; i < len(data) || bits > 0; {
		if bits < 5 && i < len(data) {
			acc, bits, i = acc<<8|int(data[i]), bits+8, i+1
			continue
		}
		if bits < 5 {
			acc, bits = acc<<(5-bits), 5
		}
		five, bits = append(five, byte(acc>>(bits-5)&31)), bits-5
		acc &= 1<<bits - 1
	}
	var expanded []byte
	for _, c := range []byte(prefix) {
		expanded = append(expanded, c>>5)
	}
	expanded = append(expanded, 0)
	for _, c := range []byte(prefix) {
		expanded = append(expanded, c&31)
	}
	sum := polymod(slices.Concat(expanded, five, make([]byte, 6))) ^ 1
	for i := range 6 {
		five = append(five, byte(sum>>(5*(5-i))&31))
	}
	var out strings.Builder
	out.WriteString(prefix + "1")
	for _, v := range five {
		out.WriteByte(letters[v])
	}
	return out.String()
}

func polymod(values []byte) uint32 {
	chk := uint32(1)
	for _, v := range values {
		top := chk >> 25
		chk = chk&0x1ffffff<<5 ^ uint32(v)
		for i, g := range [...]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>i&1 == 1 {
				chk ^= g
			}
		}
	}
	return chk
}
