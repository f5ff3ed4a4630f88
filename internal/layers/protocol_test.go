package layers_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

const protocolPage = "docs/protocol.md"

var (
	ruleStated = regexp.MustCompile(`\*\*(R\d+)\*\*`)
	ruleCited  = regexp.MustCompile(`\bR\d+\b`)
)

// Each rule of the socket protocol is cited by a test that holds it, and comments cite no rule that isn't there.
func TestProtocol_EachRuleIsCitedByATest(t *testing.T) {
	var stated []string
	for _, match := range ruleStated.FindAllStringSubmatch(string(read(t, protocolPage)), -1) {
		if slices.Contains(stated, match[1]) {
			t.Errorf("%s states %s twice: a number is never reused", protocolPage, match[1])
		}
		stated = append(stated, match[1])
	}
	cited := make(map[string]bool)
	for _, file := range goFiles(t) {
		for n, line := range strings.Split(string(read(t, file)), "\n") {
			_, comment, _ := strings.Cut(line, "//")
			for _, rule := range ruleCited.FindAllString(comment, -1) {
				if !slices.Contains(stated, rule) {
					t.Errorf("%s:%d cites %s, which %s does not state", file, n+1, rule, protocolPage)
				}
				cited[rule] = cited[rule] || strings.HasSuffix(file, "_test.go")
			}
		}
	}
	for _, rule := range stated {
		if !cited[rule] {
			t.Errorf("no test cites %s: name it in the comment of the one that holds it", rule)
		}
	}
}
