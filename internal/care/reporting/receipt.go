package reporting

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/amparo-project/amparo/internal/platform/fault"
)

//go:embed lists/english.txt
var englishWords string

//go:embed lists/spanish.txt
var spanishWords string

// A WordList is one of the BIP-39 lists of 2,048 words.
type WordList string

// The lists. BIP-39 has none in Arabic, Amharic or Vietnamese; there the numbers are the easier form.
const (
	English WordList = "english"
	Spanish WordList = "spanish"
)

// WordListFor is the list in which a receipt is shown to a reader of a language.
func WordListFor(lang string) WordList {
	if lang == "es" {
		return Spanish
	}
	return English
}

// Text is the list as the page fetches it: one word a line. An unknown list is empty.
func (l WordList) Text() []byte {
	switch l {
	case English:
		return []byte(englishWords)
	case Spanish:
		return []byte(spanishWords)
	}
	return nil
}

func (l WordList) words() []string { return strings.Fields(string(l.Text())) }

const (
	receiptSize  = 16
	receiptWords = 12
	listSize     = 2048
)

// A Receipt is the secret that a reporter keeps: 128 random bits. Whoever has it, and the PIN where there is one, is the
// reporter.
type Receipt struct{ secret [receiptSize]byte }

// NewReceipt draws a receipt.
func NewReceipt() Receipt {
	var r Receipt
	_, _ = rand.Read(r.secret[:]) // documented never to fail
	return r
}

// ErrReceipt says that what was typed is no receipt: a word that stands in no list, too few of them, or a slip that the
// check bits found. It tells nothing about any report.
var ErrReceipt = fault.In("words", "reporting.error.receipt")

// indices are the twelve numbers below 2,048 that BIP-39 makes of the secret and its four check bits.
func (r Receipt) indices() [receiptWords]int {
	sum := sha256.Sum256(r.secret[:])
	bits := append(r.secret[:receiptSize:receiptSize], sum[0])
	var out [receiptWords]int
	for i := range out {
		for bit := i * 11; bit < i*11+11; bit++ {
			out[i] = out[i]<<1 | int(bits[bit/8]>>(7-bit%8)&1)
		}
	}
	return out
}

// Words are the receipt in a list.
func (r Receipt) Words(l WordList) []string {
	all, out := l.words(), make([]string, receiptWords)
	for i, n := range r.indices() {
		out[i] = all[n]
	}
	return out
}

// Numbers are the receipt as twelve groups of four digits, 0001 to 2048.
func (r Receipt) Numbers() []string {
	out := make([]string, receiptWords)
	for i, n := range r.indices() {
		out[i] = fmt.Sprintf("%04d", n+1)
	}
	return out
}

// maxReceiptText is more than the longest receipt with generous spaces.
const maxReceiptText = 1000

// ParseReceipt reads a receipt as somebody typed it: words of either list or numbers, in any case, with any spaces, dashes
// or other digits than 0–9. It returns ErrReceipt for everything else.
func ParseReceipt(text string) (Receipt, error) {
	if len(text) > maxReceiptText {
		return Receipt{}, ErrReceipt
	}
	parts := strings.FieldsFunc(plainDigits(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) })
	if len(parts) == 1 && len(parts[0]) == 4*receiptWords { // typed without spaces
		parts = nil
		for digits := range slices.Chunk([]byte(plainDigits(text)), 4) {
			parts = append(parts, string(digits))
		}
	}
	if len(parts) != receiptWords {
		return Receipt{}, ErrReceipt
	}
	for _, l := range []WordList{English, Spanish} {
		if r, ok := receiptOf(parts, l); ok {
			return r, nil
		}
	}
	return Receipt{}, ErrReceipt
}

func receiptOf(parts []string, l WordList) (Receipt, bool) {
	list := l.words()
	var bits [17]byte
	for i, p := range parts {
		n, ok := indexOf(list, p)
		if !ok {
			return Receipt{}, false
		}
		for b := range 11 {
			at := i*11 + b
			bits[at/8] |= byte(n>>(10-b)&1) << (7 - at%8)
		}
	}
	r := Receipt{[receiptSize]byte(bits[:receiptSize])}
	sum := sha256.Sum256(r.secret[:])
	return r, bits[16] == sum[0]&0xf0
}

// indexOf is the number of a word or of a group of digits.
func indexOf(list []string, part string) (int, bool) {
	if n, err := strconv.Atoi(part); err == nil {
		return n - 1, len(part) == 4 && n >= 1 && n <= listSize
	}
	part = bare(part)
	n := slices.IndexFunc(list, func(w string) bool { return bare(w) == part })
	return n, n >= 0
}

// bare is a word without case and accents: no two words of a list differ by these alone.
func bare(word string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsMark(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(word))
}

// plainDigits writes the decimal digits of every script as 0–9.
func plainDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 || !unicode.Is(unicode.Nd, r) {
			return r
		}
		zero := r
		for unicode.Is(unicode.Nd, zero-1) && r-zero < 9 {
			zero--
		}
		return '0' + (r - zero)
	}, norm.NFKC.String(text))
}

// tokens are what a receipt and a PIN derive: the mailbox and the two tokens that the server knows by their hash only, the
// seed of the identity that opens replies, and the key that locks files and follow-ups.
type tokens struct {
	box         string
	read, write string
	reply       []byte
	thread      []byte
}

const receiptSalt = "amparo/receipt/v1"

func (r Receipt) tokens(pin string) tokens {
	ikm := append(r.secret[:receiptSize:receiptSize], norm.NFKC.String(strings.TrimSpace(pin))...)
	derive := func(label string) []byte {
		out, err := hkdf.Key(sha256.New, ikm, []byte(receiptSalt), label, 32)
		if err != nil {
			panic("reporting: HKDF to 32 bytes: " + err.Error()) // only for outputs above 8160 bytes
		}
		return out
	}
	return tokens{box: hex.EncodeToString(derive("box")[:16]), read: hex.EncodeToString(derive("read")),
		write: hex.EncodeToString(derive("write")), reply: derive("reply"), thread: derive("thread")}
}
