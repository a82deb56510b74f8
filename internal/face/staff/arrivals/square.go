package arrivals

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/boombuler/barcode/qr"
)

// quiet is the empty border that readers of QR codes need, in modules (ISO/IEC 18004).
const quiet = 4

// inFours writes a secret in groups of four, as it is read out and typed; authenticator apps leave the spaces out.
func inFours(secret string) string {
	var out strings.Builder
	for i, r := range secret {
		if i > 0 && i%4 == 0 {
			out.WriteByte(' ')
		}
		out.WriteRune(r)
	}
	return out.String()
}

// drawSquare draws a text as a QR code. It is drawn here, so that the secret in it reaches no other host.
func drawSquare(content string) (desk.Square, error) {
	code, err := qr.Encode(content, qr.M, qr.Auto)
	if err != nil {
		return desk.Square{}, fmt.Errorf("drawing a code: %w", err)
	}
	var path strings.Builder
	size := code.Bounds().Dx()
	for y := range size {
		for x := range size {
			if color.GrayModel.Convert(code.At(x, y)) == (color.Gray{}) {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	return desk.Square{Size: size + 2*quiet, Path: path.String()}, nil
}
