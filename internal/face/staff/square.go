package staff

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// quiet is the empty border that readers of QR codes need, in modules (ISO/IEC 18004).
const quiet = 4

// drawSquare draws a text as a QR code. It is drawn here, so that the secret in it reaches no other host.
func drawSquare(content string) (square, error) {
	code, err := qr.Encode(content, qr.M, qr.Auto)
	if err != nil {
		return square{}, fmt.Errorf("drawing a code: %w", err)
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
	return square{Size: size + 2*quiet, Path: path.String()}, nil
}
