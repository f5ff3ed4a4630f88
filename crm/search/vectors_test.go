package search_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

// The files search_….json among the vectors say what Go and the app's TypeScript must agree on. These tests write what
// Go computes; people read it.
var update = flag.Bool("update", false, "write the vectors again")

// vectors compares a file of vectors with what Go computes, one line for each.
func vectors[V any](t *testing.T, name string, computed []V) {
	t.Helper()
	var text bytes.Buffer
	text.WriteString("[\n")
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	for i, v := range computed {
		text.WriteString("  ")
		if err := encoder.Encode(v); err != nil {
			t.Fatal(err)
		}
		if i < len(computed)-1 {
			text.Truncate(text.Len() - 1)
			text.WriteString(",\n")
		}
	}
	text.WriteString("]\n")
	file := filepath.Join("..", "testdata", "vectors", name)
	if *update {
		if err := os.WriteFile(file, text.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if kept, err := os.ReadFile(file); err != nil || !bytes.Equal(kept, text.Bytes()) {
		t.Errorf("%s is not what Go computes (%v): go test ./crm/search -run Vectors -update", name, err)
	}
}
