package strip

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"flag"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/pictures.json anew")

// secret stands in everything that has to go.
const secret = "GPS 41.5001 maria"

// drawn is a small picture in colours.
func drawn() image.Image {
	img := image.NewRGBA(image.Rect(0, 0, 24, 16))
	for x := range 24 {
		for y := range 16 {
			img.Set(x, y, color.RGBA{uint8(x * 10), uint8(y * 15), uint8(x * y), 255})
		}
	}
	return img
}

func jpegPicture(t testing.TB) []byte {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, drawn(), nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func pngPicture(t testing.TB) []byte {
	var out bytes.Buffer
	if err := png.Encode(&out, drawn()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// exif is a block with a place, a device and an orientation, as a telephone writes it.
func exif(order binary.AppendByteOrder, up uint16) []byte {
	start := "II*\x00"
	if order == binary.AppendByteOrder(binary.BigEndian) {
		start = "MM\x00*"
	}
	b := order.AppendUint32([]byte(start), 8)
	b = order.AppendUint16(b, 3)
	entry := func(tag, kind uint16, count, value uint32) {
		b = order.AppendUint16(b, tag)
		b = order.AppendUint16(b, kind)
		b = order.AppendUint32(b, count)
		if kind == shortType {
			b = order.AppendUint16(order.AppendUint16(b, uint16(value)), 0)
			return
		}
		b = order.AppendUint32(b, value)
	}
	entry(0x010f, 2, uint32(len(secret)), 50)
	entry(orientationTag, shortType, 1, uint32(up))
	entry(0x8825, 4, 1, 50)
	b = order.AppendUint32(b, 0)
	return append(b, secret...)
}

func jpegPart(marker byte, body string) string {
	return "\xff" + string(marker2(marker)) + string(binary.BigEndian.AppendUint16(nil, uint16(len(body)+2))) + body
}

func marker2(m byte) []byte { return []byte{m} }

// after puts parts behind the first n bytes.
func after(picture []byte, n int, parts ...string) []byte {
	return []byte(string(picture[:n]) + strings.Join(parts, "") + string(picture[n:]))
}

func pngPart(kind, body string) string {
	var out bytes.Buffer
	writeChunk(&out, kind, []byte(body))
	return out.String()
}

// webpDot is one black dot without loss, with the byte that makes it even.
const webpDot = "VP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"

func webpOf(chunks ...string) []byte {
	body := "WEBP" + strings.Join(chunks, "")
	return []byte("RIFF" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(body)))) + body)
}

func webpPart(kind, body string) string {
	var out bytes.Buffer
	chunk{kind, []byte(body)}.write(&out)
	return out.String()
}

func vp8x(flags byte) string {
	return webpPart(extended, string([]byte{flags, 0, 0, 0, 0, 0, 0, 0, 0, 0}))
}

type picture struct {
	Name string `json:"name"`
	In   []byte `json:"in"`
	Out  []byte `json:"out"` // null where it cannot be cleaned
	Kind Kind   `json:"kind"`
}

func pictures(t testing.TB) []picture {
	j, p := jpegPicture(t), pngPicture(t)
	little, big := string(exif(binary.LittleEndian, 6)), string(exif(binary.BigEndian, 3))
	scan := bytes.Index(j, []byte("\xff\xda"))
	quiet := append([]byte{}, j[:scan]...)
	ins := []picture{
		{Name: "jpeg as it was drawn", In: j},
		{Name: "jpeg of a telephone", In: after(j, 2, jpegPart(0xe0, "JFIF\x00\x01\x02\x01\x00\x48\x00\x48\x00\x00"), jpegPart(0xe1, exifStart+little),
			jpegPart(0xe1, "http://ns.adobe.com/xap/1.0/\x00"+secret), jpegPart(0xe2, "ICC_PROFILE\x00"+secret), jpegPart(0xed, secret), jpegPart(0xfe, secret))},
		{Name: "jpeg with the other byte order", In: after(j, 2, jpegPart(0xe1, exifStart+big))},
		{Name: "jpeg that stands upright", In: after(j, 2, jpegPart(0xe1, exifStart+string(exif(binary.LittleEndian, 1))))},
		{Name: "jpeg with an orientation that is none", In: after(j, 2, jpegPart(0xe1, exifStart+string(exif(binary.LittleEndian, 9))))},
		{Name: "jpeg with something behind its end", In: append(append([]byte{}, j...), "\xff\xd8\xff\xe1"+secret...)},
		{Name: "jpeg with a comment between two scans", In: after(j, len(j)-2, jpegPart(0xfe, secret), string(j[scan:len(j)-2]))},
		{Name: "jpeg that breaks off", In: j[:len(j)-40]},
		{Name: "jpeg of Adobe", In: after(j, 2, jpegPart(0xee, "Adobe\x00\x64\x00\x00\x00\x00\x01"+secret))},
		{Name: "jpeg with fill bytes", In: after(j, scan, "\xff\xff\xff", jpegPart(0xfe, secret))},
		{Name: "jpeg with fill bytes in its scan", In: after(j, len(j)-2, "\xff\xff\x00")},
		{Name: "jpeg with broken Exif", In: after(j, 2, jpegPart(0xe1, exifStart+"II*\x00\xff\xff\xff\xff"+secret))},
		{Name: "jpeg without a scan", In: append(quiet, 0xff, 0xd9)},
		{Name: "jpeg with a length that is too great", In: after(j, 2, "\xff\xe1\xff\xff"+secret)[:60]},
		{Name: "jpeg that is none", In: []byte("\xff\xd8\xff")},
		{Name: "png as it was drawn", In: p},
		{Name: "png with everything", In: append(after(p, 33, pngPart("eXIf", little), pngPart("tEXt", "Author\x00"+secret), pngPart("zTXt", secret), pngPart("iTXt", secret),
			pngPart("tIME", "1234567"), pngPart("iCCP", secret), pngPart("pHYs", "123456789"), pngPart("gAMA", "\x00\x00\xb1\x8f"), pngPart("prVt", secret)), secret...)},
		{Name: "png with a part that cannot be left out", In: after(p, 33, pngPart("SECR", secret))},
		{Name: "png that breaks off", In: p[:len(p)-6]},
		{Name: "png with a length that is too great", In: after(p, 33, "\xff\xff\xff\xffIDAT")},
		{Name: "png without a head", In: []byte(pngStart + pngPart("IDAT", "x") + pngPart(pngEnd, ""))},
		{Name: "webp as it was drawn", In: webpOf(webpDot)},
		{Name: "webp with everything", In: append(webpOf(vp8x(0x3e), webpPart("ICCP", secret), webpDot, webpPart("EXIF", little), webpPart("XMP ", secret),
			webpPart("ABCD", secret)), secret...)},
		{Name: "webp with Exif by name", In: webpOf(vp8x(0x08), webpDot, webpPart("EXIF", exifStart+big))},
		{Name: "webp that moves", In: webpOf(vp8x(0x02), webpPart("ANIM", "123456"), webpPart(frame, "0123456789abcdef"+webpDot+webpPart("ABCD", secret)))},
		{Name: "webp with a short frame", In: webpOf(vp8x(0x02), webpPart(frame, "0123"))},
		{Name: "webp with a length that is too great", In: webpOf("VP8L\xff\xff\xff\x7f\x2f")},
		{Name: "webp with two heads", In: webpOf(vp8x(0), vp8x(0), webpDot)},
		{Name: "webp that is empty", In: webpOf()},
		{Name: "something else", In: []byte("%PDF-1.7 " + secret)},
		{Name: "nothing", In: []byte{}},
	}
	return ins
}

func TestPicturesLoseWhatIsHiddenInThem(t *testing.T) {
	for _, p := range pictures(t) {
		clean, kind, err := Picture(p.In)
		if err != nil {
			if !strings.Contains(p.Name, " that ") && !strings.Contains(p.Name, "without") && !strings.Contains(p.Name, "else") && !strings.Contains(p.Name, "nothing") &&
				!strings.Contains(p.Name, "short") && !strings.Contains(p.Name, "two") {
				t.Errorf("%s is not cleaned", p.Name)
			}
			continue
		}
		if bytes.Contains(clean, []byte("GPS")) || bytes.Contains(clean, []byte("maria")) {
			t.Errorf("%s still holds what had to go", p.Name)
		}
		if again, _, err := Picture(clean); err != nil || !bytes.Equal(again, clean) {
			t.Errorf("%s, cleaned twice, is another picture: %v", p.Name, err)
		}
		if kind == JPEG && !strings.Contains(p.Name, "two scans") && !strings.Contains(p.Name, "breaks") && !strings.Contains(p.Name, "fill bytes in") {
			sameDots(t, p.Name, jpeg.Decode, p.In, clean)
		}
		if kind == PNG {
			sameDots(t, p.Name, png.Decode, pngPicture(t), clean)
		}
	}
}

func sameDots(t *testing.T, name string, decode func(io.Reader) (image.Image, error), before, after []byte) {
	t.Helper()
	a, err1 := decode(bytes.NewReader(before))
	b, err2 := decode(bytes.NewReader(after))
	if err1 != nil || err2 != nil {
		t.Errorf("%s cannot be drawn: %v, %v", name, err1, err2)
		return
	}
	for x := range a.Bounds().Dx() {
		for y := range a.Bounds().Dy() {
			if a.At(x, y) != b.At(x, y) {
				t.Fatalf("%s: the dot at %d, %d is another", name, x, y)
			}
		}
	}
}

func TestOnlyTheOrientationStays(t *testing.T) {
	for name, want := range map[string]orientation{"jpeg of a telephone": 6, "jpeg with the other byte order": 3, "jpeg that stands upright": 0,
		"jpeg with an orientation that is none": 0, "png with everything": 6, "webp with everything": 6, "webp with Exif by name": 3} {
		found := false
		for _, p := range pictures(t) {
			if p.Name != name {
				continue
			}
			found = true
			clean, _, err := Picture(p.In)
			if err != nil {
				t.Fatal(err)
			}
			at := bytes.Index(clean, []byte("MM\x00*"))
			if want == 0 {
				if at >= 0 || bytes.Contains(clean, []byte("Exif")) {
					t.Errorf("%s: there is Exif", name)
				}
				continue
			}
			if got := orientationOf(clean[at:]); at < 0 || got != want {
				t.Errorf("%s: orientation %d, want %d", name, got, want)
			}
		}
		if !found {
			t.Errorf("there is no %s", name)
		}
	}
}

// The browser's own stripper reads the same file.
func TestBothStrippersAgree(t *testing.T) {
	const path = "testdata/pictures.json"
	made := pictures(t)
	for i, p := range made {
		made[i].Out, made[i].Kind, _ = Picture(p.In)
	}
	if *update {
		text, err := json.MarshalIndent(made, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, append(text, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var kept []picture
	if err := json.Unmarshal(text, &kept); err != nil {
		t.Fatal(err)
	}
	if len(kept) != len(made) {
		t.Fatalf("%d pictures, want %d: run with -update", len(kept), len(made))
	}
	for _, p := range kept {
		if out, kind, _ := Picture(p.In); !bytes.Equal(out, p.Out) || kind != p.Kind {
			t.Errorf("%s comes out otherwise than it stands in the file", p.Name)
		}
	}
}

func FuzzPicture(f *testing.F) {
	for _, p := range pictures(f) {
		f.Add(p.In)
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		before := bytes.Clone(in)
		clean, kind, err := Picture(in)
		if !bytes.Equal(in, before) {
			t.Fatal("what came in was changed")
		}
		if err != nil {
			return
		}
		again, same, err := Picture(clean)
		if err != nil || same != kind || !bytes.Equal(again, clean) {
			t.Fatalf("cleaned twice it is another picture: %v", err)
		}
		if len(clean) > len(in)+64 {
			t.Fatalf("%d bytes became %d", len(in), len(clean))
		}
	})
}
