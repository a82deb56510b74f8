package takeaway

import (
	"reflect"
	"testing"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// FuzzRead: whatever a file holds, reading it ends, gives no more than a file may carry, and each thing in it is one that the
// next file would carry in the same way.
func FuzzRead(f *testing.F) {
	for _, text := range []string{
		`<body data-day="2026-11-26"><article data-kept='{"kind":"plan.goal","body":{"words":"a room"}}'>`,
		`<body data-day="2026-11-26"><article data-kept='{"kind":"plan.note","body":{"text":"one"}}'></article><article data-kept='{"kind":"plan.note","body":{"text":"one"}}'>`,
		`<body data-day="2026-11-26"><article data-kept='{"kind":"plan.step","body":{"words":"ring","owner":"agency"}}'>`,
		`<body data-day="2026-13-26"><article data-kept="{">`, `<body data-day="2026-11-26">`, "<!--", "<article data-kept=\xff>", "",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		day, list, err := read(file)
		if err != nil {
			return
		}
		if day.IsZero() || len(list) == 0 || len(list) > maxItems {
			t.Fatalf("%d things of %v", len(list), day)
		}
		for _, one := range list {
			body, err := bodyOf(one)
			if err != nil {
				t.Fatalf("what was read is not taken: %v", err)
			}
			kind := body.(interface{ Kind() string }).Kind()
			entry := record.Entry{ID: id.Random(), Kind: kind, Body: body}
			again, err := bodyOf(keep(entry, map[id.ID]bool{entry.ID: true}))
			if err != nil || !reflect.DeepEqual(again, body) {
				t.Fatalf("%s comes back as something else: %v", kind, err)
			}
		}
	})
}
