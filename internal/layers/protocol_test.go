package layers_test

import (
	"go/ast"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const protocolPage = "docs/protocol.md"

// rulePages state numbered rules, each by a letter of its own.
var rulePages = map[string]string{"R": protocolPage, "T": "docs/plugins-tasks.md"}

var (
	ruleStated = regexp.MustCompile(`\*\*([RT]\d+)\*\*`)
	ruleCited  = regexp.MustCompile(`\b[RT]\d+\b`)
)

// Each rule of the socket protocol and of tasks is cited by a test that holds it, and comments cite no rule that isn't
// there.
func TestProtocol_EachRuleIsCitedByATest(t *testing.T) {
	var stated []string
	for letter, page := range rulePages {
		for _, match := range ruleStated.FindAllStringSubmatch(string(read(t, page)), -1) {
			if slices.Contains(stated, match[1]) || !strings.HasPrefix(match[1], letter) {
				t.Errorf("%s states %s, which is another rule: a number is never reused", page, match[1])
			}
			stated = append(stated, match[1])
		}
	}
	cited := make(map[string]bool)
	for _, file := range goFiles(t) {
		for n, line := range strings.Split(string(read(t, file)), "\n") {
			_, comment, _ := strings.Cut(line, "//")
			for _, rule := range ruleCited.FindAllString(comment, -1) {
				if !slices.Contains(stated, rule) {
					t.Errorf("%s:%d cites %s, which %s does not state", file, n+1, rule, rulePages[rule[:1]])
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

// Each event that crm names is in the page: clients know no other list of them.
func TestProtocol_NamesEachEvent(t *testing.T) {
	page, named := string(read(t, protocolPage)), 0
	for _, file := range goFiles(t) {
		if filepath.Dir(file) != "crm" || strings.HasSuffix(file, "_test.go") {
			continue
		}
		for name, event := range eventNames(t, file) {
			named++
			_, what, ofTask := strings.Cut(event, "ai:task")
			if !strings.Contains(page, "`"+event) && !(ofTask && strings.Contains(page, "`"+what)) {
				t.Errorf("%s does not name %s, crm.%s", protocolPage, event, name)
			}
		}
	}
	if named == 0 {
		t.Error("crm names no event")
	}
}

// eventNames are the constants of a file that begin with Event, and their values.
func eventNames(t *testing.T, file string) map[string]string {
	t.Helper()
	names := make(map[string]string)
	ast.Inspect(parse(t, file), func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(spec.Names[0].Name, "Event") || len(spec.Values) != 1 {
			return true
		}
		if value, ok := spec.Values[0].(*ast.BasicLit); ok && value.Kind == token.STRING {
			names[spec.Names[0].Name], _ = strconv.Unquote(value.Value)
		}
		return true
	})
	return names
}
