package command

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// One region lists itself alone, and leads, by whatever name it has.
func TestRegionStatus_OfOneRegion(t *testing.T) {
	for _, c := range []struct {
		name  string
		flags []string
	}{{"local", nil}, {"fra", []string{"--region", "fra", "--cluster", "fra"}}} {
		dir := filepath.Join(t.TempDir(), "data")
		_, _, end := started(t, []string{"ROOMKEY_ADDR=127.0.0.1:0", "ROOMKEY_DATA=" + dir}, c.flags...)
		status, out, failed := said(t, "region", "status", "--json", "--data", dir)
		var seen struct {
			Region, Rows, Reason string
			Regions              []struct {
				Name              string
				Connected, Leader bool
				Behind            uint64
			}
		}
		if err := json.Unmarshal([]byte(out), &seen); err != nil || status != 0 {
			t.Fatalf("%d %s%s %v", status, out, failed, err)
		}
		if seen.Region != c.name || seen.Rows != "available" || seen.Reason != "" || len(seen.Regions) != 1 ||
			seen.Regions[0].Name != c.name || !seen.Regions[0].Connected || !seen.Regions[0].Leader {
			t.Errorf("it sees %s", out)
		}
		if status, out, failed := said(t, "region", "status", "--data", dir, "--wait", "10s"); status != 0 ||
			!strings.Contains(out, "Rows are ordered in: "+c.name) {
			t.Errorf("%d %s%s", status, out, failed)
		}
		if status, _, failed := said(t, "region", "rebuild", "--yes", "--data", dir); status != 1 ||
			!strings.Contains(failed, "one region alone") {
			t.Errorf("it makes an order again: %d %s", status, failed)
		}
		if _, err := os.Stat(natsFolder(dir)); err == nil {
			t.Error("one region has a share of an order")
		}
		if status := end(); status != 0 {
			t.Errorf("it ends with %d", status)
		}
		if _, err := os.Stat(filepath.Join(dir, controlFile)); err == nil {
			t.Error("the socket outlives its server")
		}
		if status, _, failed := said(t, "region", "status", "--data", dir); status != 1 ||
			!strings.Contains(failed, "no server runs on") {
			t.Errorf("without a server: %d %s", status, failed)
		}
	}
}
