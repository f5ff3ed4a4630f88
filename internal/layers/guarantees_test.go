package layers_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What several regions promise is shown by tests that exist: a test that is renamed is renamed in the page too.
func TestGuarantees_NameTestsThatExist(t *testing.T) {
	const page = "docs/guarantees.md"
	exist := make(map[string]bool)
	function := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	for _, file := range goFiles(t) {
		if strings.HasSuffix(file, "_test.go") {
			for _, name := range function.FindAllStringSubmatch(read(t, file), -1) {
				exist[name[1]] = true
			}
		}
	}
	named := 0
	for _, name := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(read(t, page), -1) {
		switch {
		case strings.HasPrefix(name[1], "Test"):
			if named++; !exist[name[1]] {
				t.Errorf("%s names %s, and there is no such test", page, name[1])
			}
		case strings.Contains(name[1], "/"):
			if _, err := os.Stat(filepath.Join(root, name[1])); err != nil {
				t.Errorf("%s names a file: %v", page, err)
			}
		}
	}
	if named < 100 {
		t.Errorf("%s names %d tests: is it read rightly?", page, named)
	}
}
