package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"roomkey/bench/peers"
)

// Bars of tasks and their guests. Of progress, cancel and edits beside guests they are for 99 of a hundred, of the
// others for the middle.
const (
	mostSmallStep = time.Millisecond // beyond the guest's own work
	mostGoStep    = 15 * time.Millisecond
	mostProgress  = 5 * time.Millisecond
	mostCancel    = 50 * time.Millisecond
	mostThree     = 10 * time.Millisecond
	mostBeside    = 2.0 // times what an editor waits without tasks
)

// measured is what a benchmark beside the code has measured, by "part unit".
type measured map[string]time.Duration

// measurePlugins reads what the benchmarks beside the code say of tasks and their guests: a step at the host's own
// boundary, and everything else at sockets of the whole server, with real guests.
func measurePlugins(ctx context.Context, s *suite) error {
	steps, err := goBenchmarks(ctx, "./plugins/guest", "^BenchmarkWarm$", s.short)
	if err != nil {
		return err
	}
	parts := "^BenchmarkTasks$"
	if s.short {
		parts += "/^(progress|three_steps|beside|cancel_loop)$"
	}
	tasks, err := goBenchmarks(ctx, "./e2e/plugins", parts, s.short)
	if err != nil {
		return err
	}
	return s.tellPlugins(steps, tasks)
}

// goBenchmarks runs benchmarks of a package.
func goBenchmarks(ctx context.Context, in, which string, short bool) (measured, error) {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Minute)
	defer cancel()
	args := []string{"test", "-vet=off", "-run", "^$", "-bench", which, in}
	if short {
		args = append(args, "-short", "-benchtime", "1x")
	}
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = filepath.Join(peers.Dir(), "..", "..")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("the benchmarks of %s: %w: %s", in, err, out)
	}
	all := make(measured)
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		all.read(lines.Text())
	}
	return all, nil
}

// read reads a line such as "BenchmarkWarm/go-2  206  5658893 ns/op  1.2 p99-ms", whose part is "go". Other lines are
// left alone. The format is that of golang.org/design/14313-benchmark-format.
func (m measured) read(line string) {
	words := strings.Fields(line)
	if len(words) < 4 || !strings.HasPrefix(words[0], "Benchmark") {
		return
	}
	_, part, _ := strings.Cut(words[0], "/")
	if end := strings.LastIndexByte(part, '-'); end >= 0 { // the number of processors follows
		part = part[:end]
	}
	for i := 2; i+1 < len(words); i += 2 {
		value, err := strconv.ParseFloat(words[i], 64)
		unit := time.Nanosecond
		if strings.HasSuffix(words[i+1], "-ms") {
			unit = time.Millisecond
		}
		if err == nil {
			m[part+" "+words[i+1]] = time.Duration(value * float64(unit))
		}
	}
}

// slowestCancel gives the guest whose cancels took longest, how long, and how many guests were cancelled.
func (m measured) slowestCancel() (guest string, took time.Duration, guests int) {
	for name, p99 := range m {
		name, isCancel := strings.CutPrefix(name, "cancel_")
		name, isP99 := strings.CutSuffix(name, " p99-ms")
		if !isCancel || !isP99 {
			continue
		}
		if guests++; p99 > took {
			guest, took = strings.ReplaceAll(name, "_", " "), p99
		}
	}
	return guest, took, guests
}

// has reports what is missing.
func (m measured) has(names ...string) error {
	for _, name := range names {
		if m[name] == 0 {
			return fmt.Errorf("%s was not measured", name)
		}
	}
	return nil
}

func (m measured) spread(part string) string {
	return ms(m[part+"p50-ms"]) + " / " + ms(m[part+"p99-ms"])
}

func (s *suite) tellPlugins(steps, tasks measured) error {
	slowest, cancel, guests := tasks.slowestCancel()
	err := errors.Join(steps.has("wasm_with_2_calls ns/op", "go ns/op"),
		tasks.has("progress p99-ms", "three_steps p50-ms", "beside alone-p99-ms", "beside beside-p99-ms"))
	if guests == 0 {
		err = errors.Join(err, errors.New("no cancel was measured"))
	}
	if err != nil {
		return err
	}
	r := s.report
	below := func(what, value string, is, most time.Duration, of string) {
		r.judge(what, value, ms(most)+of, is < most)
	}
	small, inGo := steps["wasm_with_2_calls ns/op"], steps["go ns/op"]
	below("a warm step of two calls", ms(small), small, mostSmallStep, "")
	below("… of a guest in Go", ms(inGo), inGo, mostGoStep, "")
	below("progress from the guest to a socket, p50 / p99", tasks.spread("progress "), tasks["progress p99-ms"],
		mostProgress, " p99")
	below("a task of 3 steps, from request to event, p50 / p99", tasks.spread("three_steps "),
		tasks["three_steps p50-ms"], mostThree, " p50")
	below(fmt.Sprintf("cancel until the event, slowest of %d hostile guests, p99", guests), ms(cancel), cancel,
		mostCancel, "")
	share := ratio(tasks["beside beside-p99-ms"], tasks["beside alone-p99-ms"])
	r.compare("an edit until saved beside 20 busy guests, p50 / p99", tasks.spread("beside beside-"),
		tasks.spread("beside alone-")+" alone", fmt.Sprintf("%.2f", share))
	r.require(fmt.Sprintf("%.0f of p99 alone", mostBeside), share < mostBeside)
	r.note("Tasks: by `go test -bench Warm ./plugins/guest` and `go test -bench Tasks ./e2e/plugins`. A warm step "+
		"takes its input, puts out what it makes of it, and ends, "+
		"in a process that is ready for its program. Progress is stamped by the guest, 200 times. The task of 3 steps "+
		"is a request, three guests that do nothing, and "+
		"all that must be on disk between. The slowest to be cancelled was %q, 30 times. The 20 guests compute or "+
		"call without end and belong to three brokerages, each of "+
		"which may have 8 at once.", slowest)
	return nil
}
