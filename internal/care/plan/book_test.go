package plan

import (
	"reflect"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// A hand is somebody who writes.
type hand struct {
	id   id.ID
	name string
	role account.Role
}

func handOf(name string, role account.Role) hand {
	return hand{id.Named(id.ID{}, name), name, role}
}

var (
	hana  = handOf("", account.Survivor)
	ruth  = handOf("Ruth", account.Advocate)
	imani = handOf("Imani", account.Supervisor)
)

// A book is entries as a record would give them, without a database.
type book struct {
	at      time.Time
	entries []record.Entry
}

var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

func newBook() *book { return &book{at: noon} }

// write adds an entry a minute after the one before.
func (b *book) write(by hand, body any, about, supersedes id.ID) id.ID {
	b.at = b.at.Add(time.Minute)
	kind := record.StatementKind
	if mine, ok := body.(Body); ok {
		kind = mine.Kind()
	}
	e := record.Entry{ID: id.New(b.at), Kind: kind, Compartment: gate.Plan, Author: by.id, AuthorName: by.name, AuthorRole: string(by.role),
		At: b.at, Supersedes: supersedes, About: about, Body: body}
	b.entries = append(b.entries, e)
	return e.ID
}

func (b *book) new(by hand, body any) id.ID { return b.write(by, body, id.ID{}, id.ID{}) }

func (b *book) answer(by hand, about id.ID, a Answer) id.ID { return b.write(by, &a, about, id.ID{}) }

func (b *book) plan() Plan { return Fold(b.entries) }

// told are the entries that a value tells of, wherever they stand in it.
func toldOf(v any) map[id.ID]bool {
	found := map[id.ID]bool{}
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Struct:
			switch v.Type() {
			case reflect.TypeFor[Written]():
				found[v.FieldByName("Entry").Interface().(id.ID)] = true
			case reflect.TypeFor[record.Entry]():
				found[v.FieldByName("ID").Interface().(id.ID)] = true
			default:
				for i := range v.NumField() {
					if v.Type().Field(i).IsExported() {
						walk(v.Field(i))
					}
				}
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		}
	}
	walk(reflect.ValueOf(v))
	delete(found, id.ID{})
	return found
}

func only[T any](t testing.TB, list []T) T {
	t.Helper()
	if len(list) != 1 {
		t.Fatalf("%d of them, not one", len(list))
	}
	return list[0]
}
