package directory_test

import (
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/commons/directory"
	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

func TestAChangedPhoneChangesItsService(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		load(t, db, directory.Seed())
		clk.Advance(time.Hour)
		since := clk.Now()
		load(t, db, mapFS(map[string]string{"phones.csv": "id,service_id,number\np4,river-visa,+1 312 555 0199\n"}))
		changed, err := directory.New(db).Services(t.Context(), directory.Filter{ModifiedAfter: since})
		if err != nil || changed.TotalItems != 1 || changed.Contents[0].Name != "Immigration lawyer" {
			t.Errorf("%+v, %v", changed, err)
		}
		found := search(t, directory.New(db), directory.Query{Text: "immigration lawyer"})
		if found.Items[0].Phone != "+1 312 555 0199" {
			t.Errorf("the search shows the number %s", found.Items[0].Phone)
		}
	}, directory.Schema())
}
