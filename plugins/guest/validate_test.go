package guest_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/plugins/guest"
)

func TestHost_ValidateNamesTheFileAtFault(t *testing.T) {
	h := host(t, guest.Config{})
	for _, tc := range []struct {
		name         string
		program      guest.Program
		limits       guest.Limits
		field, words string
	}{
		{"good module", wat(t, "echo"), guest.Limits{}, "", ""},
		{"endless module", wat(t, "startloop"), guest.Limits{}, "", ""}, // it is not run
		{"good script", js("export const a = await 1"), guest.Limits{}, "", ""},
		{"endless script", js("for (;;);"), guest.Limits{}, "", ""},
		{"bad module", wasm([]byte("\x7fELF")), guest.Limits{}, "main.wasm", "no WebAssembly"},
		{"great memory", wat(t, "echo"), guest.Limits{MemoryBytes: 64 << 10}, "main.wasm", "limits.memoryMB"},
		{"great module", wasm(append([]byte("\x00asm\x01\x00\x00\x00"), make([]byte, 16<<20)...)), guest.Limits{},
			"main.wasm", "more than 16777216"},
		{"bad script", js("const a = 1;\nconst a = 2;"), guest.Limits{}, "main.js", "main.js:2"},
		{"little memory for a script", js("1"), guest.Limits{MemoryBytes: 1 << 20}, "main.js", "8 MiB"},
		{"great script", js(strings.Repeat("// x\n", 1<<20)), guest.Limits{}, "main.js", "more than 4194304"},
		{"unknown runtime", guest.NewProgram("python", []byte("1")), guest.Limits{}, "main.wasm", "it is wasm or js"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := h.Validate(t.Context(), tc.program, tc.limits)
			if tc.field == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			var e *crm.Error
			if !errors.As(err, &e) || e.Code != crm.CodeInvalid || e.Field != tc.field ||
				!strings.Contains(e.Message, tc.words) {
				t.Errorf("the error is %v, want %q at %s", err, tc.words, tc.field)
			}
		})
	}
}

// However many steps run, and however long they take, plugins can be installed.
func TestHost_ValidatesWhileStepsHoldAllTheirPlaces(t *testing.T) {
	h := host(t, guest.Config{Steps: 2})
	ctx, cancel := context.WithCancel(t.Context())
	asleep := make(chan struct{})
	sleep := func(ctx context.Context, _ string, _ []byte) ([]byte, error) {
		asleep <- struct{}{}
		<-ctx.Done()
		return nil, ctx.Err()
	}
	program := wat(t, "echo")
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			if err := h.Step(ctx, program, guest.Limits{}, sleep, nil); !errors.Is(err, context.Canceled) {
				t.Errorf("the error is %v", err)
			}
		})
	}
	defer group.Wait()
	defer cancel()
	<-asleep
	<-asleep
	waiting, stop := context.WithTimeout(ctx, 20*time.Second)
	defer stop()
	if err := h.Validate(waiting, wat(t, "small"), guest.Limits{}); err != nil {
		t.Error(err)
	}
}

func TestHost_AValidatedProgramIsReady(t *testing.T) {
	var started pids
	h := host(t, guest.Config{Spare: 1, Started: started.add})
	until(t, "the first process begins", func() bool { return len(started.all()) == 1 })
	program := wat(t, "small")
	if err := h.Validate(t.Context(), program, guest.Limits{}); err != nil {
		t.Fatal(err)
	}
	until(t, "the next one is ready", func() bool { return len(started.all()) == 2 })
	program.Hash = [32]byte{} // computed if it is zero
	step(t, h, program, guest.Limits{}, noOps, "", "")
	if len(started.all()) != 2 {
		t.Errorf("another process was taken: %v", started.all())
	}
}
