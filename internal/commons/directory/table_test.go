package directory

import (
	"context"
	"fmt"
	"reflect"
	"testing"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

// filled returns a row of t with a different value in each column.
func filled(t *table, nth int) any {
	row := t.new()
	v := reflect.ValueOf(row).Elem()
	for i, c := range columnsOf(t.row) {
		switch f := v.Field(c.index); f.Type() {
		case numberType:
			n := float64(nth) + float64(i)/4
			f.Set(reflect.ValueOf(&n))
		case textType:
			f.SetString(fmt.Sprintf("%s %d", c.name, nth))
		}
	}
	setText(row, "id", stableID(t.name, "filled"))
	return row
}

func TestEveryTableKeepsEveryColumn(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		for _, tab := range tables {
			for nth := range 2 { // the second time the row is there already
				want, got := filled(tab, nth), tab.new()
				if err := db.WriteShared(t.Context(), func(ctx context.Context, tx *store.Tx) error {
					if _, err := tx.Exec(ctx, tab.upsert, append(values(want), int64(1))...); err != nil {
						return err
					}
					return tx.QueryRow(ctx, tab.byID, text(want, "id")).Scan(targets(got)...)
				}); err != nil {
					t.Fatalf("%s: %v", tab.name, err)
				}
				if !sameRow(want, got) {
					t.Errorf("%s: wrote %v, read %v", tab.name, values(want), values(got))
				}
			}
		}
	}, Schema())
}

// A metadata or attribute row of anything that hangs on a confidential location can hold its address in old values.
func TestINV04TheVeilReachesWhatHangsOnALocation(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		place := &Location{ID: "place", LocationType: "physical", Confidential: true}
		rows := map[string]any{
			"location": place, "service_at_location": &ServiceAtLocation{ID: "at", ServiceID: "s", LocationID: "place"},
			"address": &Address{ID: "address", LocationID: "place"}, "contact": &Contact{ID: "contact", ServiceAtLocationID: "at"},
			"phone": &Phone{ID: "phone", ContactID: "contact"}, "language": &Language{ID: "language", PhoneID: "phone"},
			"schedule": &Schedule{ID: "schedule", ServiceAtLocationID: "at"}, "accessibility": &Accessibility{ID: "access", LocationID: "place"},
			"attribute": &Attribute{ID: "attribute", LinkID: "language"},
		}
		var v *view
		if err := db.WriteShared(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			for name, row := range rows {
				if _, err := tx.Exec(ctx, tableByName[name].upsert, append(values(row), int64(1))...); err != nil {
					return err
				}
			}
			var err error
			v, err = newView(ctx, &tx.Reader)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for name, row := range rows {
			id := text(row, "id")
			if !v.hidden[id] {
				t.Errorf("the %s is not behind the veil", name)
			}
			if v.pass(&Metadata{ResourceID: id}) || v.pass(&Attribute{LinkID: id}) {
				t.Errorf("what was said about the %s passes", name)
			}
		}
		if v.hidden["s"] {
			t.Error("the service itself is hidden")
		}
	}, Schema())
}
