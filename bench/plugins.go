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

// Bars of tasks and their guests. Of progress, cancel and edits beside guests they are for 99 of a hundred, of the others for the middle.
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

// plugins reads what the benchmarks beside the code say of tasks and their guests: a step at the host's own boundary, and
// everything else at sockets of the whole server, with real guests.
func plugins(ctx context.Context, s *suite) error {
	steps, err := goBenchmarks(ctx, "./plugins/guest", "^BenchmarkWarm$", s.short)
	if err != nil {
		return err
	}
	tasks, err := goBenchmarks(ctx, "./cmd/roomkey", "^BenchmarkTasks$", s.short)
	if err != nil {
		return err
	}
	return s.tellPlugins(steps, tasks)
}

// goBenchmarks runs benchmarks of a package.
func goBenchmarks(ctx context.Context, in, which string, short bool) (measured, error) {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Minute)
	defer cancel()
	args := []string{"test", "-run", "^$", "-bench", which, in}
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

// read reads a line such as "BenchmarkWarm/go-2  206  5658893 ns/op  1.2 p99-ms", whose part is "go". Other lines are left
// alone. The format is that of golang.org/design/14313-benchmark-format.
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

func (s *suite) tellPlugins(steps, tasks measured) error {
	worst, slowest, guests := time.Duration(0), "", 0
	for name, took := range tasks {
		part, isCancel := strings.CutPrefix(name, "cancel_")
		if guest, ok := strings.CutSuffix(part, " p99-ms"); ok && isCancel {
			if guests++; took > worst {
				worst, slowest = took, strings.ReplaceAll(guest, "_", " ")
			}
		}
	}
	if guests == 0 {
		return errors.New("no cancel was measured")
	}
	for _, name := range []string{"wasm_with_2_calls ns/op", "go ns/op"} {
		if steps[name] == 0 {
			return fmt.Errorf("%s was not measured", name)
		}
	}
	for _, name := range []string{"progress p99-ms", "three_steps p50-ms", "beside alone-p99-ms", "beside beside-p99-ms"} {
		if tasks[name] == 0 {
			return fmt.Errorf("%s was not measured", name)
		}
	}
	r := s.report
	pair := func(part string) string { return ms(tasks[part+"p50-ms"]) + " / " + ms(tasks[part+"p99-ms"]) }
	small, inGo := steps["wasm_with_2_calls ns/op"], steps["go ns/op"]
	r.judge("a warm step of two calls", ms(small), ms(mostSmallStep), small < mostSmallStep)
	r.judge("… of a guest in Go", ms(inGo), ms(mostGoStep), inGo < mostGoStep)
	r.judge("progress from the guest to a socket, p50 / p99", pair("progress "), ms(mostProgress)+" p99", tasks["progress p99-ms"] < mostProgress)
	r.judge("a task of 3 steps, from request to event, p50 / p99", pair("three_steps "), ms(mostThree)+" p50", tasks["three_steps p50-ms"] < mostThree)
	r.judge(fmt.Sprintf("cancel until the event, slowest of %d hostile guests, p99", guests), ms(worst), ms(mostCancel), worst < mostCancel)
	beside, alone := tasks["beside beside-p99-ms"], tasks["beside alone-p99-ms"]
	r.compare("an edit until saved beside 20 busy guests, p50 / p99", pair("beside beside-"), pair("beside alone-")+" alone", fmt.Sprintf("%.2f", ratio(beside, alone)))
	r.require(fmt.Sprintf("%.0f of p99 alone", mostBeside), ratio(beside, alone) < mostBeside)
	r.note("Tasks: by `go test -bench Warm ./plugins/guest` and `go test -bench Tasks ./cmd/roomkey`. A warm step takes its input, puts out what it makes of it, and ends, "+
		"in a process that is ready for its program. Progress is stamped by the guest, by a clock of milliseconds, and 200 of them count. The slowest to be cancelled "+
		"was %q, 30 times. The 20 guests compute without end, belong to three brokerages, each of which may have 8 at once, and run at a lower priority.", slowest)
	return nil
}
