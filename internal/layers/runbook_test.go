package layers_test

import (
	"regexp"
	"strings"
	"testing"
)

// What to do when an alert fires names commands, flags, metrics, panels, log lines and codes that exist: each stands in
// the program, the dashboard, the rules, or elsewhere in the page.
func TestRunbook_NamesWhatThereIs(t *testing.T) {
	const page, heading = "docs/operations.md", "### What to do when an alert fires"
	before, rest, found := strings.Cut(read(t, page), heading)
	runbook, after, ended := strings.Cut(rest, "\n## ")
	if !found || !ended {
		t.Fatalf("%s has no %q", page, heading)
	}
	elsewhere := before + after + read(t, "docs/monitoring/alerts.yml") + read(t, "docs/monitoring/dashboard.json")
	var program strings.Builder
	for _, file := range goFiles(t) {
		if !strings.HasSuffix(file, "_test.go") && !strings.HasPrefix(file, "bench/") {
			program.WriteString(read(t, file))
		}
	}
	named := 0
	for _, match := range regexp.MustCompile("`([^`]+)`|\"([^\"`]+)\"").FindAllStringSubmatch(runbook, -1) {
		text, there := match[1]+match[2], false
		named++
		switch word, number, isFlag := strings.Cut(strings.TrimPrefix(text, "--"), " "); {
		case strings.HasPrefix(text, "--"):
			there = strings.Contains(program.String(), `"`+word+`"`) && (!isFlag || number != "")
		case strings.HasPrefix(text, "roomkey "):
			there = true
			for _, word := range strings.Fields(text)[1:] {
				there = there && strings.Contains(program.String(), `name: "`+word+`"`)
			}
		case strings.HasPrefix(text, "up{"):
			there = strings.Contains(elsewhere, "roomkey_restore_drill_age_seconds")
		case match[1] != "" && regexp.MustCompile(`^[a-z]+$`).MatchString(text):
			there = strings.Contains(program.String(), `"`+text+`"`) || strings.Contains(elsewhere, text)
		default:
			there = strings.Contains(program.String(), text) || strings.Contains(elsewhere, text)
		}
		if !there {
			t.Errorf("the runbook names %s, which there is not", match[0])
		}
	}
	if named < 70 {
		t.Errorf("the runbook names %d things: is it read rightly?", named)
	}
}
