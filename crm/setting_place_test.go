package crm_test

import (
	"testing"

	"roomkey/crm"
)

// A region that was started again gives what has changed since. One whose database was put back gives all that it has
// changed since then, by numbers that it has used before.
func TestResumeSettings_GivesWhatSomebodyLacks(t *testing.T) {
	t.Parallel()
	starts := []crm.SettingStart{{Boot: 7, Last: 0}, {Boot: 8, Last: 50}, {Boot: 9, Last: 60}}
	for name, c := range map[string]struct{ boot, through, want uint64 }{
		"all of an earlier start":             {7, 50, 50},
		"some of it":                          {7, 20, 20},
		"more than is left of it":             {7, 80, 50},
		"of the start before":                 {8, 60, 60},
		"of this start":                       {9, 70, 70},
		"of one that was lost, or long ago":   {6, 30, 0},
		"of no start, as whoever has nothing": {0, 0, 0},
	} {
		if got := crm.ResumeSettings(starts, c.boot, c.through); got != c.want {
			t.Errorf("%s: after %d, want %d", name, got, c.want)
		}
	}
}
