package bundled_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"roomkey/plugins/guest/guesttest"
)

// remark is a remark of the written lists, and whether it states a preference.
type remark struct {
	kind, text string
	states     bool
}

func remarks(t *testing.T) (list []remark) {
	t.Helper()
	for _, file := range []string{"hits", "clean"} {
		raw, err := os.ReadFile("listing-copy/testdata/remarks/" + file + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(strings.TrimSpace(string(raw)), "\n") {
			if strings.HasPrefix(line, "#") {
				continue
			}
			kind, text, _ := strings.Cut(line, " | ")
			if file == "clean" {
				kind, text = "clean", line
			}
			said, err := strconv.Unquote(`"` + strings.ReplaceAll(text, `"`, `\"`) + `"`)
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			list = append(list, remark{kind, said, file == "hits"})
		}
	}
	return list
}

// Text is compared without its spaces, breaks, hyphens, case, accents, hidden characters and look-alike letters. A
// street, a park, a church's name in an address or a stone is no finding.
func TestEval_FairHousing(t *testing.T) {
	plugin := build(t, guesttest.Host(t), "listing-copy")
	var hits, misses, alarms, clean int
	for _, r := range remarks(t) {
		var output struct {
			Findings []struct{ Words, About, Reason, Instead string }
		}
		plugin.run(t, "check", map[string]string{"text": r.text}, nil, &output)
		found := len(output.Findings) > 0
		switch {
		case r.states && found:
			hits++
		case r.states:
			misses++
			t.Errorf("%s: nothing is found in %q", r.kind, r.text)
		case found:
			alarms++
			t.Errorf("%q is found in %q", output.Findings[0].Words, r.text)
		default:
			clean++
		}
		for _, f := range output.Findings {
			if f.Reason == "" || f.Instead == "" || !strings.Contains(r.text, f.Words) {
				t.Errorf("%q: %+v lacks a reason, a better wording or its place", r.text, f)
			}
		}
	}
	precision, recall := ratio(hits, hits+alarms), ratio(hits, hits+misses)
	tell("fair housing", "remarks that state a preference", fmt.Sprint(hits+misses), "at least 100")
	tell("fair housing", "remarks that do not", fmt.Sprint(clean+alarms), "as many")
	tell("fair housing", "precision", percent(precision), "at least 95 %")
	tell("fair housing", "recall", percent(recall), "at least 95 %")
	if hits+misses < 100 || clean+alarms < hits+misses || precision < 0.95 || recall < 0.95 {
		t.Errorf("%d hits, %d misses, %d false alarms, %d clean", hits, misses, alarms, clean)
	}
}
