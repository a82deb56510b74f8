package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/amparo-project/amparo/internal/platform/fault"
)

func TestSeveralIsEachOfThem(t *testing.T) {
	one, two := fault.In("days", "error.days"), fault.In("items", "error.items")
	err := fmt.Errorf("giving: %w", fault.Several{one, two})
	if !errors.Is(err, one) || !errors.Is(err, two) || errors.Is(err, fault.In("x", "error.x")) {
		t.Error("errors.Is does not look at each")
	}
	if fault.KindOf(err) != fault.BadInput || fault.KeyOf(err) != "error.days" {
		t.Errorf("the kind is %v and the key %s, want those of the first", fault.KindOf(err), fault.KeyOf(err))
	}
	if got := err.Error(); got != "giving: days: error.days; items: error.items" {
		t.Errorf("it reads %q", got)
	}
}
