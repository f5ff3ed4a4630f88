package command

import (
	"context"
	"encoding/json"
	"os"
	"runtime"
	"runtime/metrics"
	"time"

	"roomkey/crm"
	"roomkey/store"
	realtime "roomkey/sync"
	"roomkey/sync/cluster"
	"roomkey/sync/selfcheck"
	"roomkey/web"
)

// newSelfCheck makes what checks the server; nil where nothing shall.
func (s *serving) newSelfCheck(hub *realtime.Hub) *selfcheck.Checker {
	if s.settings.selfCheck == 0 {
		return nil
	}
	told := s.metrics.SelfCheck
	config := selfcheck.Config{Hub: hub, Every: s.settings.selfCheck, Use: s.use, Random: s.program.Random, Log: s.log,
		Metrics: selfcheck.Metrics{Seen: told.Seen, Saved: told.Saved, Heard: told.Heard,
			Checked: func(r selfcheck.Result) { told.Checked(selfCheckOf(&r)) }}}
	var others []string
	if s.layout.Several() {
		config.Region, config.Others = s.layout.Region, s.checkedRecords
		others = otherRegions(&s.layout)
	}
	told.Begun(s.settings.selfCheck, others...)
	return selfcheck.New(config)
}

// otherRegions are those that check themselves beside this one. A witness, which holds no content, is none.
func otherRegions(layout *cluster.Layout) (names []string) {
	for _, region := range layout.Regions {
		if region.Name != layout.Region {
			names = append(names, region.Name)
		}
	}
	return names
}

func selfCheckOf(r *selfcheck.Result) web.SelfCheck {
	return web.SelfCheck{At: r.At, Problem: r.Problem, Seen: r.Seen, Saved: r.Saved, Lost: r.Lost,
		Disordered: r.Disordered, Leaks: r.Growth.Leaks(), Goroutines: r.Growth.Goroutines,
		Descriptors: r.Growth.Descriptors, HeapBytes: r.Growth.HeapBytes}
}

// use is what the process holds.
func (s *serving) use() selfcheck.Use {
	heap := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(heap)
	files, _ := os.ReadDir("/proc/self/fd") // 0 where the system does not say: then nothing grows
	return selfcheck.Use{Goroutines: runtime.NumGoroutine(), Descriptors: len(files),
		Heap: int64(heap[0].Value.Uint64()), Sockets: s.metrics.Connections()}
}

// recordsLooked is how many records of checks are looked through for the newest of each region.
const recordsLooked = 50

// checkedRecords finds the record that each region edits at present: the last that it edited.
func (s *serving) checkedRecords(ctx context.Context) (map[string]crm.ID, error) {
	page, err := s.store.List(ctx, crm.SelfCheckUser(), store.Query{Type: selfcheck.RecordType, Sort: "updatedAt",
		Desc: true, Limit: recordsLooked})
	if err != nil {
		return nil, err
	}
	records, edited := make(map[string]crm.ID), make(map[string]time.Time)
	for _, view := range page.Items {
		fields, _, err := view.Values()
		if err != nil {
			return nil, err
		}
		var region string
		if json.Unmarshal(fields[selfcheck.RegionField], &region) == nil && view.UpdatedAt().After(edited[region]) {
			records[region], edited[region] = view.ID(), view.UpdatedAt()
		}
	}
	return records, nil
}
