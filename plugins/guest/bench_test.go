package guest_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"roomkey/plugins/guest"
)

// goStep builds the guest in testdata/gostep with this machine's Go toolchain.
var goStep = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "gostep")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	out := filepath.Join(dir, "main.wasm")
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", out, "./testdata/gostep")
	build.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm", "GOFLAGS=")
	if said, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, said)
	}
	return os.ReadFile(out)
})

func goProgram(t testing.TB) guest.Program {
	code, err := goStep()
	if err != nil {
		t.Fatal(err)
	}
	compileGoOnce.Do(func() { compile(t, wasm(code)) })
	return wasm(code)
}

var compileGoOnce sync.Once

// numbers answers task.input.
func numbers(_ context.Context, name string, _ []byte) ([]byte, error) {
	if name == "task.input" {
		return []byte(`{"input":{"numbers":[1,2,3.5]}}`), nil
	}
	return nil, nil
}

const scriptStep = `const { input } = crm.call('task.input'); crm.call('task.output', { sum: ` +
	`input.numbers.reduce((a, b) => a + b, 0) })`

func programs(b *testing.B) []struct {
	name    string
	program guest.Program
} {
	return []struct {
		name    string
		program guest.Program
	}{{"small", wat(b, "small")}, {"wasm with 2 calls", wat(b, "echo")}, {"go", goProgram(b)}, {"js", js(scriptStep)}}
}

// BenchmarkWarm measures a step of a program for which a process is ready.
func BenchmarkWarm(b *testing.B) {
	for _, p := range programs(b) {
		b.Run(p.name, func(b *testing.B) {
			h := host(b, guest.Config{})
			run := func() {
				if err := h.Step(b.Context(), p.program, guest.Limits{}, numbers, nil); err != nil {
					b.Fatal(err)
				}
			}
			run()
			for b.Loop() {
				run()
			}
		})
	}
}

// BenchmarkCold measures a step of a program for which no process is ready: prewarmed, if its code is compiled on disk
// and a process is spare, and compiling, if it is new.
func BenchmarkCold(b *testing.B) {
	for _, p := range programs(b) {
		for _, seen := range []bool{true, false} {
			name := map[bool]string{true: "prewarmed", false: "compiling"}[seen]
			b.Run(p.name+" "+name, func(b *testing.B) {
				dir := b.TempDir()
				if err := os.Chmod(dir, 0o700); err != nil {
					b.Fatal(err)
				}
				for n := 0; b.Loop(); n++ {
					b.StopTimer()
					if !seen {
						dir = b.TempDir()
						os.Chmod(dir, 0o700)
					}
					var started pids
					ctx, cancel := context.WithCancel(b.Context())
					h := guest.NewHost(guest.Config{Command: []string{"test-guest"}, CacheDir: dir, Spare: 1,
						Started: started.add})
					var group sync.WaitGroup
					group.Go(func() { h.Run(ctx) })
					until(b, "it has begun", func() bool { return len(started.all()) > 0 })
					if n == 0 && seen {
						h.Validate(ctx, p.program, guest.Limits{})
						cancel()
						group.Wait()
						b.StartTimer()
						continue
					}
					b.StartTimer()
					if err := h.Step(ctx, p.program, guest.Limits{}, numbers, nil); err != nil {
						b.Fatal(err)
					}
					b.StopTimer()
					cancel()
					group.Wait()
					b.StartTimer()
				}
			})
		}
	}
}

// BenchmarkCall measures one host call.
func BenchmarkCall(b *testing.B) {
	for _, length := range []string{"10", "60000"} {
		b.Run(length+" bytes", func(b *testing.B) {
			h := host(b, guest.Config{})
			done := fmt.Errorf("done")
			calls := 0
			op := func(context.Context, string, []byte) ([]byte, error) {
				if calls++; calls > b.N {
					return nil, done
				}
				return nil, nil
			}
			l := guest.Limits{Calls: 1 << 40, CallRate: 1e9, BytesOut: 1 << 40, Wall: time.Hour, CPU: time.Hour}
			b.ResetTimer()
			h.Step(b.Context(), wat(b, "flood", "LENGTH", length), l, op, nil)
		})
	}
}

// BenchmarkCancel measures the time from a cancellation to the return of Step, when the guest is dead. It also reports
// the greatest of each hundred.
func BenchmarkCancel(b *testing.B) {
	for name, program := range endless(b) {
		b.Run(name, func(b *testing.B) {
			h := host(b, guest.Config{})
			if err := h.Validate(b.Context(), program, guest.Limits{}); err != nil {
				b.Fatal(err)
			}
			var all []time.Duration
			for b.Loop() {
				ctx, cancel := context.WithCancel(b.Context())
				ended := make(chan time.Time, 1)
				go func() {
					h.Step(ctx, program, guest.Limits{Calls: 1 << 40, BytesOut: 1 << 40}, noOps, nil)
					ended <- time.Now()
				}()
				<-time.After(20 * time.Millisecond) // until it is running
				begin := time.Now()
				cancel()
				all = append(all, (<-ended).Sub(begin))
			}
			slices.Sort(all)
			b.ReportMetric(float64(all[len(all)/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(all[len(all)*99/100].Microseconds()), "p99-µs")
		})
	}
}
