package command

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"roomkey/web"
)

// verdict is what came of a drill. It is kept in the data directory, for the server's metrics and the next start.
type verdict struct {
	At      time.Time `json:"at"`      // when the drill began
	Took    float64   `json:"seconds"` // about as long as a restore takes
	Passed  bool      `json:"passed"`
	Problem string    `json:"problem,omitempty"` // the first one
	Copied  time.Time `json:"copied,omitzero"`   // the newest write in the copy; zero: not known
	Present time.Time `json:"present,omitzero"`  // … in the data, at the drill
}

// behind is by how much the newest write in the copy was older than that in the data; -1: not known.
func (v *verdict) behind() time.Duration {
	if v.Copied.IsZero() || v.Present.IsZero() {
		return -1
	}
	return max(0, v.Present.Sub(v.Copied))
}

// verdictFolder is where a data directory keeps its verdicts, a file for each name.
func verdictFolder(dir string) string { return filepath.Join(dir, "drills") }

// copyName is the name of a kind of copies.
var copyName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`)

// maxVerdicts is how many kinds of copies are shown.
const maxVerdicts = 16

// keepVerdict puts a verdict in the place of the last one of its name.
func keepVerdict(dir, name string, v *verdict) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	file := filepath.Join(verdictFolder(dir), name+".json")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(file+".part", append(text, '\n'), 0o600); err != nil {
		return err
	}
	return os.Rename(file+".part", file)
}

// lastVerdict reads a verdict; the zero verdict where there is none.
func lastVerdict(dir, name string) (v verdict) {
	text, err := os.ReadFile(filepath.Join(verdictFolder(dir), name+".json"))
	if err != nil || json.Unmarshal(text, &v) != nil {
		return verdict{} // the next drill writes another
	}
	return v
}

// drillMetrics are the verdicts that a data directory keeps, as of a time.
func drillMetrics(dir string, now time.Time) (shown []web.DrillMetric) {
	files, err := os.ReadDir(verdictFolder(dir))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil
	}
	for _, file := range files {
		name, isVerdict := strings.CutSuffix(file.Name(), ".json")
		if !isVerdict || !copyName.MatchString(name) || len(shown) == maxVerdicts {
			continue
		}
		if v := lastVerdict(dir, name); !v.At.IsZero() {
			shown = append(shown, web.DrillMetric{Copy: name, Age: now.Sub(v.At), Took: v.Took, Passed: v.Passed,
				Behind: v.behind()})
		}
	}
	return shown
}
