package replica_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store/storetest"
	realtime "roomkey/sync"
	"roomkey/sync/cluster/replica"
	"roomkey/sync/cluster/wire/wiretest"
)

// forgetful is a log with a fault: it says that it has all entries, and gives none of them.
type forgetful struct{ replica.Log }

func (f forgetful) AnnounceLogged(hears func(crm.LogItem)) {
	f.Log.AnnounceLogged(func(item crm.LogItem) {
		item.Changes, item.Notices, item.Cut = nil, nil, true
		hears(item)
	})
}

func (f forgetful) ReadLog(ctx context.Context, origin crm.Origin, after uint64, skip, bytes int) (crm.LogPage, error) {
	page, err := f.Log.ReadLog(ctx, origin, after, skip, bytes)
	if page.Skip == 0 {
		page.Items = nil
	}
	return page, err
}

// A record that differs although no log explains it is found by the comparison that is made from time to time, counted
// and mended. What is edited meanwhile in the ordinary way is not counted.
func TestReplica_ADifferenceThatNoLogExplainsIsCountedAndMended(t *testing.T) {
	world := wiretest.New(t, 8, names...)
	fra := startWith(t, world, "fra", storetest.Dir(t), setup{compare: 10})
	iad := startWith(t, world, "iad", storetest.Dir(t), setup{compare: 10, forgets: true})
	lead := fra.newLead(&agent, "Ann")
	for range 30 {
		fra.patch(&agent, lead.ID, realtime.Patch{Fields: fieldsOf("name", "Bea")})
		fra.patch(&agent, lead.ID, realtime.Patch{Fields: fieldsOf("name", "Cy")})
	}
	converge(t, 10*time.Second, fra, iad)
	if n := fra.refused.of("mismatched") + iad.refused.of("mismatched"); n != 0 {
		t.Errorf("%d records are counted that were edited", n)
	}
	for n := range 20 { // one that is compared just when it is edited is mended, and not counted
		iad.patch(&mate, lead.ID, realtime.Patch{Fields: fieldsOf("source", fmt.Sprint("sign ", n))})
		converge(t, 20*time.Second, fra, iad)
		if fra.refused.of("mismatched") > 0 {
			return
		}
	}
	t.Error("none is counted")
}
