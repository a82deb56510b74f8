// Package strip takes out of a picture what its maker did not draw: the place, the time, the device, the name, a smaller
// picture inside, and whatever was hung behind its end. Only which way up it is held stays. It works on the bytes, and never
// decodes a pixel: what the picture shows is what it showed before, to the last dot.
//
// It goes by lists of what may stay. A part of a picture that stands in none of them is left out, known or not. The colour
// profile goes too, since it can name a screen.
//
// web/src/report/strip.js does the same to the byte in the reporter's browser; testdata/pictures.json holds both.
package strip
