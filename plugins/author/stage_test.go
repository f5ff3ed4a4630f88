package author

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"roomkey/plugins"
	"roomkey/plugins/calls"
	"roomkey/plugins/guest"
)

const sentFile = "5b0c1a52-6a0e-4c58-9d0b-2f1d3c4b5a69"

// newStage returns the stage of a case with a file of 2.5 MiB, whose plugin asks for everything that it uses.
func newStage(t testing.TB, dryRun bool) *stage {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "large.csv"), bytes.Repeat([]byte("abcde"), 1<<19), 0o644); err != nil {
		t.Fatal(err)
	}
	m := &plugins.Manifest{Steps: []plugins.Step{{Name: "run", Title: "Run"}}, Capabilities: plugins.Capabilities{
		Read: []string{"lead"}, Propose: []string{"lead"}, LLM: &plugins.LLM{MaxTokens: 10},
		HTTP: []string{"api.example.com"}}}
	s := &stage{manifest: m, step: m.Step("run"), say: &transcript{io.Discard}, made: map[string]string{},
		calls: calls.Counter{}, test: &testCase{name: "x", dir: dir, DryRun: dryRun,
			Input: json.RawMessage(`{"a":["` + sentFile + `"]}`), Caller: &caller{},
			Files: map[string]string{sentFile: "large.csv", "5b0c1a52-6a0e-4c58-9d0b-000000000000": "large.csv"},
			HTTP:  map[string]exchange{"GET https://api.example.com/": {Status: 200}}}}
	if err := s.compileSchemas(); err != nil {
		t.Fatal(err)
	}
	return s
}

// A case is answered as a server would answer: what passes here passes there.
func TestStage_IsAsStrictAsAServer(t *testing.T) {
	lead := `{"type":"lead","fields":{"name":"Ana","source":"Website"}}`
	for _, c := range []struct{ name, op, in, want string }{
		{"an offset below 0", "files.read", `{"file":"` + sentFile + `","offset":-1}`,
			"invalid: offset: must not be below 0"},
		{"a file that the input does not name", "files.read", `{"file":"5b0c1a52-6a0e-4c58-9d0b-000000000000"}`,
			"not_found: the step's input names no such file"},
		{"a large request", "records.get", `{"type":"lead","id":"` + strings.Repeat("x", 2000) + `"}`, "too_large: "},
		{"text after the request", "task.checkpoint", `{"data":1} {}`, "invalid: there is text after the request"},
		{"an unknown member", "http.fetch", `{"url":"https://api.example.com/","timeout":1}`,
			"invalid: timeout: this operation has no such member"},
		{"no UTF-8", "task.progress", "{\"message\":\"\xff\"}", "invalid: the request is not valid UTF-8"},
		{"a large partial result", "task.progress", `{"partial":"` + strings.Repeat("x", 33<<10) + `"}`,
			"too_large: partial: is larger than 32 KiB"},
		{"many changes", "records.propose", `{"changes":[` + strings.Repeat(lead+",", 500) + lead + `]}`,
			"too_large: changes: are more than 500"},
		{"another role", "llm.complete", `{"messages":[{"role":"tool","content":"x"}]}`, "invalid: messages/0/role: "},
		{"a schema that is none", "llm.complete",
			`{"messages":[{"role":"user","content":"x"}],"schema":{"type":"thing"}}`, "invalid: schema/type: "},
		{"a list to compare with", "records.query", `{"type":"lead","filter":{"name":[1]}}`, "invalid: filter/name: "},
		{"a web request in a trial run", "http.fetch", `{"url":"https://api.example.com/"}`,
			"denied: a trial run sends nothing to other servers"},
		{"an unknown operation", "records.drop", `{}`, "unsupported: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := newStage(t, true).op(context.Background(), c.op, []byte(c.in))
			var refused *guest.OpError
			if !errors.As(err, &refused) || !strings.HasPrefix(refused.Error(), c.want) {
				t.Errorf("it answers %v, want %s", err, c.want)
			}
		})
	}
	s := newStage(t, false)
	for range 100 {
		if _, err := s.op(context.Background(), "files.read", []byte(`{"file":"`+sentFile+`"}`)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.op(context.Background(), "files.read", []byte(`{"file":"`+sentFile+`"}`)); err == nil ||
		!strings.HasPrefix(err.Error(), "rate_limited: ") {
		t.Errorf("the 101st call: %v", err)
	}
}

func TestStage_ReadsAFileInPieces(t *testing.T) {
	s := newStage(t, false)
	size := 5 << 19
	for offset, want := range map[int]int{0: 1 << 20, 1 << 20: 1 << 20, 2 << 20: size - 2<<20, size: 0, 1 << 40: 0} {
		in, err := json.Marshal(map[string]any{"file": sentFile, "offset": offset})
		if err != nil {
			t.Fatal(err)
		}
		answer, err := s.op(context.Background(), "files.read", in)
		var piece calls.Piece
		if err == nil {
			err = json.Unmarshal(answer, &piece)
		}
		if err != nil || len(piece.Data) != want || piece.Size != size {
			t.Errorf("from %d: %d bytes of %d, %v", offset, len(piece.Data), piece.Size, err)
		}
		if want == 0 && !bytes.Contains(answer, []byte(`"data":""`)) {
			t.Errorf("beyond the end: %s", answer)
		}
	}
}

// Whatever a program asks, the test answers or refuses, and goes on.
func FuzzStage(f *testing.F) {
	for _, call := range calls.All {
		f.Add(call.Name, []byte(`{}`))
	}
	f.Add("files.read", []byte(`{"file":"`+sentFile+`","offset":-9223372036854775808}`))
	f.Add("files.read", []byte(`{"file":"`+sentFile+`","offset":9223372036854775807}`))
	f.Add("records.query", []byte(`{"type":"lead","filter":{"score":{"gt":1e400}},"sort":"-","limit":-1,"cursor":"-1"}`))
	f.Add("records.propose", []byte(`{"changes":[{"type":"lead","id":"","fields":{"name":null},"private":[]}]}`))
	f.Add("http.fetch", []byte(`{"url":"https://api.example.com/","method":"GET"}`))
	f.Add("llm.complete", []byte(`{"messages":[{"role":"user","content":""}],"schema":{"$ref":"#"}}`))
	s := newStage(f, false)
	f.Fuzz(func(t *testing.T, name string, in []byte) {
		s.calls = calls.Counter{}
		s.proposed, s.pending = nil, nil
		_, err := s.op(context.Background(), name, in)
		var refused *guest.OpError
		if err != nil && !errors.As(err, &refused) && !errors.Is(err, errFailed) {
			t.Errorf("%s %q ends the step: %v", name, in, err)
		}
	})
}
