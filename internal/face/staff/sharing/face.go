package sharing

import "github.com/amparo-project/amparo/internal/face/staff/desk"

// Face is these pages.
type Face struct{ *desk.Desk }

// New returns the pages over a desk.
func New(d *desk.Desk) *Face { return &Face{d} }
