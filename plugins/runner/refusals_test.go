package runner_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"

	"roomkey/plugins"
	"roomkey/plugins/calls"
	"roomkey/plugins/guest"
	"roomkey/plugins/runner/runnertest"
)

// unlistedRefusals compares what all tests of the package have met with what each call lists, which the page of the
// calls is held to: nothing else was met, and after all tests everything was.
func unlistedRefusals() (faults []string) {
	runnertest.EachRefusal(func(r runnertest.Refusal) {
		if call, known := calls.Named(r.Call); known && !call.MayRefuse(r.Code) {
			faults = append(faults, fmt.Sprintf("%s was refused as %s, which it doesn't list", r.Call, r.Code))
		}
	})
	if !runsAll(flag.CommandLine) {
		return faults
	}
	for _, call := range calls.All {
		for _, code := range call.Refused {
			r := runnertest.Refusal{Call: call.Name, Code: code}
			if !runnertest.Refused(r) {
				faults = append(faults, fmt.Sprintf("no test has %s refused as %s", call.Name, code))
			}
		}
	}
	return faults
}

// runsAll reports whether no flag keeps the process from running every test of the package.
func runsAll(flags *flag.FlagSet) bool {
	for _, name := range []string{"test.run", "test.skip", "test.list"} {
		if f := flags.Lookup(name); f != nil && f.Value.String() != "" {
			return false
		}
	}
	count := flags.Lookup("test.count")
	return count == nil || count.Value.String() != "0"
}

func TestRunsAll_OnlyWithoutAChoice(t *testing.T) {
	for text, want := range map[string]bool{"": true, "-test.run=Ops": false, "-test.skip=Ops": false,
		"-test.list=.": false, "-test.run=^$ -test.bench=.": false, "-test.count=0": false,
		"-test.count=2 -test.bench=.": true} {
		flags := flag.NewFlagSet("", flag.ContinueOnError)
		for _, name := range []string{"test.run", "test.skip", "test.list", "test.bench"} {
			flags.String(name, "", "")
		}
		flags.Uint("test.count", 1, "")
		if err := flags.Parse(strings.Fields(text)); err != nil {
			t.Fatal(err)
		}
		if runsAll(flags) != want {
			t.Errorf("with %q it is thought to run every test: %v", text, !want)
		}
	}
}

// A plugin that is suspended, and one that was removed, may still say how its step goes, and do nothing else.
func TestOps_EndWithThePlugin(t *testing.T) {
	for _, c := range []struct {
		code string
		end  func(*fixture)
	}{
		{"suspended", func(h *fixture) {
			h.plugins.Change("acme.late", func(p *plugins.Plugin) { p.Suspended = true })
		}},
		{"denied", func(h *fixture) { h.plugins.Remove("acme.late") }},
	} {
		t.Run(c.code, func(t *testing.T) {
			h := newFixture(t)
			lead := h.lead("agent1", "Ana", false)
			codes := make(chan map[string]string, 1)
			h.plugins.Add(one("acme.late", `{}`, `{}`), func(_ context.Context, g *runnertest.Guest) error {
				c.end(h)
				codes <- refusedCalls(g, lead.ID)
				return nil
			})
			h.begin("agent1", "acme.late/do", nil)
			got := <-codes
			for _, call := range calls.All {
				want := ""
				if slices.Contains(call.Refused, "suspended") {
					want = c.code
				}
				if got[call.Name] != want {
					t.Errorf("%s answers %q, not %q", call.Name, got[call.Name], want)
				}
			}
		})
	}
}

// refusedCalls makes each call but task.fail, which ends the step, and gives the codes of those that are refused.
func refusedCalls(g *runnertest.Guest, lead string) map[string]string {
	requests := map[string]any{
		"task.input": struct{}{}, "task.progress": map[string]any{"percent": 1},
		"task.checkpoint": map[string]any{"data": 1}, "task.output": struct{}{},
		"records.get":   map[string]any{"type": "lead", "id": lead},
		"records.query": map[string]any{"type": "lead"},
		"records.propose": map[string]any{"changes": []any{map[string]any{"type": "lead", "id": lead,
			"fields": map[string]any{"score": 5}}}},
		"files.read":   map[string]any{"file": lead},
		"llm.complete": map[string]any{"messages": []any{map[string]any{"role": "user", "content": "hi"}}},
		"http.fetch":   map[string]any{"url": "https://example.com/"},
	}
	codes := make(map[string]string)
	for name, request := range requests {
		var refused *guest.OpError
		if err := g.Call(name, request, nil); errors.As(err, &refused) {
			codes[name] = refused.Code
		}
	}
	return codes
}
