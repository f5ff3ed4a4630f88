package command

import (
	"strings"
	"testing"

	"roomkey/sync/cluster/beat"
)

func TestRegionStatus_SaysWhatKeepsAllFromBeingWell(t *testing.T) {
	for _, c := range []struct {
		words  string
		status beat.Status
	}{
		{"", beat.Status{Leader: "fra", Regions: []beat.Region{{Name: "fra"}, {Name: "iad"}}}},
		{"region iad is silent", beat.Status{Leader: "fra", Problem: "region iad is silent"}},
		{"no region orders rows", beat.Status{}},
		{"region iad lacks 3 changes", beat.Status{Leader: "fra", Regions: []beat.Region{{Name: "fra"},
			{Name: "iad", Behind: 3}}}},
	} {
		err := unwell(&c.status)
		if (err == nil) != (c.words == "") || err != nil && !strings.Contains(err.Error(), c.words) {
			t.Errorf("want %q, got %v", c.words, err)
		}
	}
	if status, _, failed := said(t, "region", "status", "--data", t.TempDir(), "--wait", "10ms"); status != 1 ||
		!strings.Contains(failed, "no server runs") {
		t.Errorf("without a server: %d %s", status, failed)
	}
}
