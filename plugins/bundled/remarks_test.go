package bundled_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
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

type finding struct{ Words, About, Reason, Instead string }

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

// classesOf are the protected classes of federal and California law as the lists name them, and what a finding's About
// says of each: one of these.
var classesOf = map[string][]string{
	"familial status": {"familial"}, "religion": {"religion"}, "race": {"race"}, "color": {"color"},
	"origin": {"national origin"}, "ancestry": {"ancestry"}, "language": {"language"},
	"citizenship": {"citizenship"}, "immigration": {"immigration"}, "sex": {"sex"},
	"orientation": {"sexual orientation"}, "gender identity": {"gender identity"}, "marital": {"marital"},
	"disability": {"disability"}, "medical": {"medical"}, "genetic": {"genetic"}, "income": {"source of income"},
	"age": {"age"}, "military": {"military"}, "veteran": {"veteran"}, "steering": {"who should live there", "race"},
}

// names reports whether a finding's About names a class: "age" is not "language".
func names(about string, classes []string) bool {
	return slices.ContainsFunc(classes, func(class string) bool {
		return slices.ContainsFunc(aboutPart.Split(about, -1), func(part string) bool {
			return part == class || strings.HasPrefix(part, class+" ")
		})
	})
}

var aboutPart = regexp.MustCompile(`, or |, | or `)

// abouts are what the plugin can say that a finding is about, as its source says.
func abouts(t *testing.T) map[string]bool {
	t.Helper()
	list := map[string]bool{}
	for _, file := range []string{"classes", "terms"} {
		source, err := os.ReadFile("listing-copy/" + file + ".ts")
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`about: "([^"]+)"`).FindAllStringSubmatch(string(source), -1) {
			list[m[1]] = false
		}
	}
	return list
}

// Text is compared without its spaces, breaks, hyphens, case, accents, hidden characters and look-alike letters. A
// street, a park, a church's name in an address or a stone is no finding.
func TestEval_FairHousing(t *testing.T) {
	plugin := build(t, guesttest.Host(t), "listing-copy")
	said, named := abouts(t), map[string]bool{}
	var hits, misses, alarms, clean int
	for _, r := range remarks(t) {
		var output struct{ Findings []finding }
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
		if r.states {
			named[r.kind] = true
			ofKind := func(f finding) bool { return names(f.About, classesOf[r.kind]) }
			if !slices.ContainsFunc(output.Findings, ofKind) {
				t.Errorf("%s: %q is about %+v", r.kind, r.text, output.Findings)
			}
		}
		for _, f := range output.Findings {
			said[f.About] = true
			if f.Reason == "" || f.Instead == "" || !strings.Contains(r.text, f.Words) {
				t.Errorf("%q: %+v lacks a reason, a better wording or its place", r.text, f)
			}
		}
	}
	for class := range classesOf {
		if !named[class] {
			t.Errorf("no remark is of the class %q", class)
		}
	}
	for about, found := range said {
		if !found {
			t.Errorf("no remark has a finding about %s", about)
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
