package guest_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"roomkey/plugins/guest"
)

func TestHost_RunsWhatTheGoToolchainMakes(t *testing.T) {
	h := host(t, guest.Config{})
	input, output := `{"input":{"numbers":[1,2,3.5]}}`, ""
	op := func(_ context.Context, name string, in []byte) ([]byte, error) {
		if name == "task.input" {
			return []byte(input), nil
		}
		output = string(in)
		return nil, nil
	}
	if err := h.Step(t.Context(), goProgram(t), guest.Limits{}, op, nil); err != nil || output != `{"sum":6.5}` {
		t.Fatalf("the output is %s, the error %v", output, err)
	}

	input = `{"input":{"numbers":[]}}`
	var lines []string
	err := h.Step(t.Context(), goProgram(t), guest.Limits{}, op, func(line string) { lines = append(lines, line) })
	if failure, ok := err.(*guest.Failure); !ok || failure.Kind != guest.KindExit {
		t.Errorf("the error is %v", err)
	}
	if !slices.ContainsFunc(lines,
		func(line string) bool { return strings.Contains(line, "panic: there is nothing to add up") }) {
		t.Errorf("the log is %q", lines)
	}
}
