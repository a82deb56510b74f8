package told_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/survivor/told"
	"github.com/amparo-project/amparo/internal/platform/locale"
)

// typed fills every text of a body with words of its own, and returns them. Codes stay empty, and so do seals.
func typed(v reflect.Value, words *[]string) {
	switch v.Kind() {
	case reflect.Pointer:
		typed(v.Elem(), words)
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() {
			*words = append(*words, fmt.Sprintf("«words %d»", len(*words)))
			v.SetString((*words)[len(*words)-1])
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() != reflect.Uint8 {
			v.Set(reflect.MakeSlice(v.Type(), 2, 2))
			for i := range v.Len() {
				typed(v.Index(i), words)
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && v.Type() != reflect.TypeFor[time.Time]() {
				typed(v.Field(i), words)
			}
		}
	}
}

// Whatever is typed into an entry of the plan, the person reads it where it has no page of its own. Only how somebody tried to
// reach them is a code.
func TestEveryTextOfEveryKindIsTold(t *testing.T) {
	bundle, err := locale.New(apptest.Words()...)
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range plan.Kinds() {
		body := reflect.New(reflect.TypeOf(kind.Body).Elem())
		var words []string
		if kind.Name != plan.TryKind {
			typed(body, &words)
		}
		lines, ok := told.Lines(bundle.For("en"), time.UTC, body.Interface())
		if !ok {
			t.Errorf("%s is not told", kind.Name)
		}
		for _, w := range words {
			if !strings.Contains(strings.Join(lines, "\n"), w) {
				t.Errorf("%s says %q nowhere", kind.Name, w)
			}
		}
	}
	if _, ok := told.Lines(bundle.For("en"), time.UTC, "something else"); ok {
		t.Error("what is not of the plan is told")
	}
}
