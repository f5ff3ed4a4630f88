package bundled_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"roomkey/plugins"
	"roomkey/plugins/author"
	"roomkey/plugins/guest"
)

// built is a bundled plugin, built from source, for tests that run it many times.
type built struct {
	host *guest.Host
	pkg  *plugins.Package
	// what the language model says to a request; nil: there is none
	model func(in []byte) string
}

func build(t *testing.T, host *guest.Host, dir string) *built {
	t.Helper()
	path, err := author.Build(t.Context(), os.Environ(), dir, filepath.Join(t.TempDir(), "plugin.zip"))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	pkg, err := plugins.Open(raw)
	if err != nil {
		t.Fatal(err)
	}
	return &built{host: host, pkg: pkg}
}

// run runs a step with an input and reads its output. records answers what begins with "records.".
func (b *built) run(t *testing.T, step string, input any, records func(op string, in []byte) []byte, output any) {
	t.Helper()
	told := false
	err := b.host.Step(t.Context(), b.pkg.Program, plugins.LimitsOf(&b.pkg.Manifest),
		func(_ context.Context, op string, in []byte) ([]byte, error) {
			switch op {
			case "task.input":
				return json.Marshal(map[string]any{"input": input, "step": step, "attempt": 1,
					"caller": map[string]string{"user": "u", "role": "agent", "broker": "b"}})
			case "records.get", "records.query", "records.propose":
				return records(op, in), nil
			case "task.output":
				told = true
				return []byte("{}"), json.Unmarshal(in, output)
			case "llm.complete":
				if b.model != nil {
					return json.Marshal(map[string]string{"text": b.model(in)})
				}
				return nil, &guest.OpError{Code: "unavailable", Message: "no language model is configured"}
			}
			return []byte("{}"), nil
		}, func(line string) { t.Log(line) })
	if err != nil || !told {
		t.Fatalf("%s of %v: %v", step, input, err)
	}
}
