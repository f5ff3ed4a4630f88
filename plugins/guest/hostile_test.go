package guest_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/plugins/guest"
	"roomkey/plugins/guest/guesttest"
)

// endless are guests that never end by themselves.
func endless(t testing.TB) map[string]guest.Program {
	return map[string]guest.Program{
		"loop":               wat(t, "loop"),
		"start section":      wat(t, "startloop"),
		"fib without loops":  wat(t, "fib"),
		"sleep":              wat(t, "sleep"),
		"flood of calls":     wat(t, "flood", "LENGTH", "10"),
		"flood of stdout":    wat(t, "shout", "FD", "1", "COUNT", "0"),
		"flood of stderr":    wat(t, "shout", "FD", "2", "COUNT", "0"),
		"script":             js(`for (;;);`),
		"script in promise":  js(`const again = () => Promise.resolve().then(again); await again()`),
		"regular expression": js(`/^(a+)+$/.test('a'.repeat(40) + 'b')`),
	}
}

func TestHost_CancelEndsEveryGuest(t *testing.T) {
	var started pids
	h := host(t, guest.Config{Started: started.add})
	for name, program := range endless(t) {
		t.Run(name, func(t *testing.T) {
			// so that it is running when it is cancelled
			if err := h.Validate(t.Context(), program, guest.Limits{}); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			if err := h.Step(ctx, program, guest.Limits{}, noOps, nil); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("the error is %v", err)
			}
		})
	}
	step(t, h, wat(t, "small"), guest.Limits{}, noOps, "", "")
	until(t, "only spare processes and the last one live", func() bool { return len(started.alive()) <= 3 })
}

func TestHost_WallTimeEndsEveryGuest(t *testing.T) {
	h := host(t, guest.Config{})
	for name, program := range endless(t) {
		t.Run(name, func(t *testing.T) {
			l := guest.Limits{Wall: 200 * time.Millisecond, Calls: 1 << 30, BytesOut: 1 << 40}
			step(t, h, program, l, noOps, guest.KindTimeout, "more than 200ms")
		})
	}
}

func TestHost_WallTimeEndsAnOp(t *testing.T) {
	h := host(t, guest.Config{})
	op := func(ctx context.Context, _ string, _ []byte) ([]byte, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	step(t, h, wat(t, "echo"), guest.Limits{Wall: 100 * time.Millisecond}, op, guest.KindTimeout, "more than 100ms")
}

func TestHost_ProcessorTimeEndsBusyGuests(t *testing.T) {
	h := host(t, guest.Config{})
	for _, name := range []string{"loop", "fib without loops", "start section", "flood of stderr", "script"} {
		t.Run(name, func(t *testing.T) {
			step(t, h, endless(t)[name], guest.Limits{CPU: 100 * time.Millisecond}, noOps, guest.KindLimit,
				"more than 100ms of processor time")
		})
	}
}

func TestHost_RecursionIsATrap(t *testing.T) {
	h := host(t, guest.Config{})
	step(t, h, wat(t, "recursion"), guest.Limits{}, noOps, guest.KindTrap, "recursion without an end")
}

// P10.
func TestHost_MemoryHoldsItsLimit(t *testing.T) {
	h := host(t, guest.Config{})
	step(t, h, wat(t, "memorygrow"), guest.Limits{MemoryBytes: 64 << 20}, noOps, "", "")
	step(t, h, wat(t, "memorygrow"), guest.Limits{MemoryBytes: 32 << 20}, noOps, guest.KindTrap, "unreachable")
}

// P10.
func TestHost_TablesHoldTheirBound(t *testing.T) {
	h := host(t, guest.Config{})
	step(t, h, wat(t, "tablegrow", "TABLE", ""), guest.Limits{}, noOps, "", "")     // not declared: its initial size
	step(t, h, wat(t, "tablegrow", "TABLE", "1000"), guest.Limits{}, noOps, "", "") // declared
}

func TestHost_CountsCallsAndBytes(t *testing.T) {
	h := host(t, guest.Config{})
	calls := 0
	op := func(_ context.Context, _ string, in []byte) ([]byte, error) {
		calls++
		return make([]byte, 1000), nil
	}
	step(t, h, wat(t, "flood", "LENGTH", "10"), guest.Limits{Calls: 100}, op, guest.KindLimit,
		"more than 100 host calls")
	if calls != 100 {
		t.Errorf("%d calls were answered", calls)
	}
	step(t, h, wat(t, "flood", "LENGTH", "60000"), guest.Limits{BytesOut: 1 << 20}, op, guest.KindLimit,
		"handed more than 1048576 bytes")
	step(t, h, wat(t, "flood", "LENGTH", "10"), guest.Limits{BytesIn: 1 << 20}, op, guest.KindLimit,
		"answered the program more than 1048576 bytes")
}

// P7.
//
// A guest that calls in an endless loop must wait between calls. The server's work for it is limited, and its own time
// runs on.
func TestHost_PacesCalls(t *testing.T) {
	h := host(t, guest.Config{})
	calls := 0
	op := func(context.Context, string, []byte) ([]byte, error) {
		calls++
		return nil, nil
	}
	l := guest.Limits{Calls: 1 << 30, CallRate: 1e-6, Wall: 3 * time.Second}
	step(t, h, wat(t, "flood", "LENGTH", "10"), l, op, guest.KindTimeout, "more than 3s")
	if calls != 2000 {
		t.Errorf("%d calls were made, not those of the burst alone", calls)
	}
}

func TestHost_TooLargeInputIsAnError(t *testing.T) {
	h := host(t, guest.Config{})
	text := `(module
		(import "crm_v1" "call" (func $call (param i32 i32 i32 i32) (result i32)))
		(memory (export "memory") 200)
		(func (export "_start")
			i32.const 0 i32.const 4 i32.const 0 i32.const 8388609 call $call i32.const 0 i32.lt_s i32.eqz if unreachable end
			i32.const 0 i32.const 65 i32.const 0 i32.const 0 call $call i32.const 0 i32.lt_s i32.eqz if unreachable end))`
	op := func(context.Context, string, []byte) ([]byte, error) {
		t.Error("it was asked")
		return nil, nil
	}
	step(t, h, wasm(guesttest.Assemble(t, text)), guest.Limits{}, op, "", "")
}

func TestHost_BoundsTheLog(t *testing.T) {
	h := host(t, guest.Config{})
	for _, tc := range []struct {
		fd, count   string
		bytes, most int
	}{{"1", "100000", 0, 2001}, {"2", "100000", 200, 41}, {"2", "5", 200, 5}} {
		lines := 0
		err := h.Step(t.Context(), wat(t, "shout", "FD", tc.fd, "COUNT", tc.count), guest.Limits{StderrBytes: tc.bytes},
			noOps, func(string) { lines++ })
		if err != nil || lines != tc.most {
			t.Errorf("%+v: %d lines, %v", tc, lines, err)
		}
	}
}

// P9: what a guest wrote last is in the log, however it ends.
func TestHost_KeepsTheLastLinesOfTheLog(t *testing.T) {
	h := host(t, guest.Config{})
	const many = `for (let i = 0; i < 5000; i++) console.log('line ' + i); `
	for name, tc := range map[string]struct {
		script, last string
		wall         time.Duration
	}{
		"by itself":       {many, "line 4999", 0},
		"by an exception": {many + `throw new Error('lost')`, "line 4999", 0},
		"by a limit": {`for (const end = Date.now() + 1000; ;) console.log(Date.now() < end ? 'a' : 'b')`, "b",
			4 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			var lines []string
			_ = h.Step(t.Context(), js(tc.script), guest.Limits{Wall: tc.wall}, noOps,
				func(line string) { lines = append(lines, line) })
			if len(lines) < 2000 || len(lines) > 2001 || lines[len(lines)-1] != tc.last ||
				!strings.HasSuffix(lines[1000], " lines are left out here)") {
				t.Errorf("%d lines, in the middle %q, at the end %q", len(lines), lines[len(lines)/2],
					lines[len(lines)-1])
			}
		})
	}
}

// P9.
func TestHost_LogLinesArePlainText(t *testing.T) {
	h := host(t, guest.Config{})
	var lines []string
	script := `console.log('a\tb\u001b[31mred\r\n\u0000c'); console.log('x'.repeat(5000)); console.log('\ud800'); ` +
		`console.log('ok\u202eko\u200b \u{1f469}\u200d\u{1f4bb}\u2028fine')`
	if err := h.Step(t.Context(), js(script), guest.Limits{}, noOps,
		func(line string) { lines = append(lines, line) }); err != nil {
		t.Fatal(err)
	}
	if len(lines) != 5 || lines[4] != "okko 👩\u200d💻 fine" ||
		lines[0] != "a b[31mred" || lines[1] != "c" || len(lines[2]) != 1024 || lines[3] != "\uFFFD" {
		t.Errorf("the lines are %.60q", lines)
	}
}

// P8.
func TestHost_ExitStatus(t *testing.T) {
	h := host(t, guest.Config{})
	step(t, h, wat(t, "exit", "CODE", "0"), guest.Limits{}, noOps, "", "")
	for _, code := range []string{"1", "255", "-1"} {
		step(t, h, wat(t, "exit", "CODE", code), guest.Limits{}, noOps, guest.KindExit, "exit status")
	}
}

func TestHost_TrapsInWords(t *testing.T) {
	h := host(t, guest.Config{})
	for how, words := range map[string]string{
		"unreachable":                                         "stopped itself",
		"call $divide drop":                                   "divided by zero",
		"i32.const -1 i32.load drop":                          "memory that it does not have",
		"i32.const 0 call_indirect":                           "points to none",
		"i32.const 5000 call_indirect":                        "points to none",
		"i32.const 65536 i32.const 1 i32.const 1 memory.fill": "memory that it does not have",
	} {
		t.Run(how, func(t *testing.T) {
			step(t, h, wat(t, "trap", "HOW", how), guest.Limits{}, noOps, guest.KindTrap, words)
		})
	}
}

func TestHost_CompileBombEndsByItsLimit(t *testing.T) {
	h := host(t, guest.Config{LoadTime: 50 * time.Millisecond})
	body := ""
	for range 200 {
		body += "local.get 0 i32.const 1 i32.add local.set 0 local.get 0 i32.eqz if "
	}
	for range 200 {
		body += "end "
	}
	text := `(module (memory (export "memory") 1) (func (export "_start"))`
	for range 300 {
		text += fmt.Sprintf("(func (param i32) %s)", body)
	}
	err := h.Step(t.Context(), wasm(guesttest.Assemble(t, text+")")), guest.Limits{}, noOps, nil)
	var failure *guest.Failure // of either kind: on a busy machine the wall time may end first
	if !errors.As(err, &failure) || !strings.HasPrefix(failure.Message, "compiling the program") {
		t.Errorf("the error is %v", err)
	}
}

func TestHost_AnOpsOwnErrorEndsTheStep(t *testing.T) {
	h := host(t, guest.Config{})
	broken := errors.New("the store is closed")
	err := h.Step(t.Context(), wat(t, "echo"), guest.Limits{},
		func(context.Context, string, []byte) ([]byte, error) { return nil, broken }, nil)
	if !errors.Is(err, broken) {
		t.Errorf("the error is %v", err)
	}
	step(t, h, wat(t, "echo"), guest.Limits{}, noOps, "", "")
}

func TestHost_DeathFromOutsideIsNotTheGuests(t *testing.T) {
	var started pids
	h := host(t, guest.Config{Started: started.add})
	op := func(context.Context, string, []byte) ([]byte, error) {
		killAll(started.alive())
		return nil, nil
	}
	err := h.Step(t.Context(), wat(t, "echo"), guest.Limits{}, op, nil)
	if crm.CodeOf(err) != crm.CodeUnavailable {
		t.Errorf("the error is %v", err)
	}
	again := func() bool { return h.Step(t.Context(), wat(t, "echo"), guest.Limits{}, noOps, nil) == nil }
	until(t, "a step goes well", again)
	killAll(started.alive()) // one is idle with the program
	until(t, "a step goes well", again)
}
