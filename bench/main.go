// Command bench measures what Roomkey promises about speed: the server's cost of an edit with a hundred watchers beside
// that of the stock automerge-repo server and of a bare relay of bytes, memory, start, durable edits, lists and the
// catalog. It prints one table with ratios and writes bench/RESULTS.md. It runs the built server as a process of its
// own and refuses to import what it measures, but for making data.
//
//	go run ./bench [-only fanout,lists] [-short] [-server bin/roomkey] [-before path/to/roomkey]
//
// With -before, each figure is also measured with another build of the server, and the table has its values beside
// ours.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"roomkey/bench/peers"
)

// figure is one part of the run: it adds its rows to the report.
type figure struct {
	name string
	run  func(context.Context, *suite) error
}

var figures = []figure{
	{"fanout", measureFanOut}, {"memory", measureMemory}, {"ready", measureReady}, {"edits", measureEdits},
	{"lists", measureLists}, {"catalog", measureCatalog}, {"plugins", measurePlugins},
}

func main() {
	if asked, err := runRelay(os.Args[1:]); asked {
		if err != nil {
			fmt.Fprintln(os.Stderr, "bench: the relay:", err)
			os.Exit(1)
		}
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := program(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func program(ctx context.Context, args []string) error {
	root := peers.Root()
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	only := flags.String("only", "", "figures to run, with commas between: "+strings.Join(names(), ", "))
	short := flags.Bool("short", false, "small sizes, to see that all figures come out; the numbers mean nothing")
	binary := flags.String("server", filepath.Join(root, "bin", "roomkey"), "the server's program")
	before := flags.String("before", "", "another build of the program, to be measured in the same run")
	if err := flags.Parse(args); err != nil {
		return err
	}
	chosen := figures
	if *only != "" {
		chosen = nil
		for _, name := range strings.Split(*only, ",") {
			at := slices.IndexFunc(figures, func(f figure) bool { return f.name == name })
			if at < 0 {
				return fmt.Errorf("there is no figure %q; there are %s", name, strings.Join(names(), ", "))
			}
			chosen = append(chosen, figures[at])
		}
	}
	sizes := full
	if *short {
		sizes = small
	}
	began := time.Now()
	r, err := measure(ctx, *binary, *before, sizes, chosen)
	if r == nil {
		return err
	}
	r.took = time.Since(began)
	fmt.Println(r.text())
	if err == nil && *only == "" && !*short {
		err = os.WriteFile(filepath.Join(root, "bench", "RESULTS.md"), []byte(r.markdown()), 0o644)
	}
	return err
}

func names() []string {
	var list []string
	for _, f := range figures {
		list = append(list, f.name)
	}
	return list
}

// measure runs the figures one after the other. A figure that fails doesn't keep the others from running.
func measure(ctx context.Context, binary, before string, sizes sizes, chosen []figure) (r *report, err error) {
	for _, program := range []string{binary, before} {
		if program == "" {
			continue
		}
		if _, err := os.Stat(program); err != nil {
			return nil, fmt.Errorf("the server is not built: %w", err)
		}
	}
	dir, err := os.MkdirTemp("", "roomkey-bench-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	s := &suite{dir: dir, binary: binary, before: before, sizes: sizes, report: &report{machine: thisMachine(dir),
		at: time.Now()}, data: map[int]string{},
		earlierData: map[int]string{}}
	var failures []error
	for _, f := range chosen {
		fmt.Fprintf(os.Stderr, "%s …\n", f.name)
		began := time.Now()
		if err := s.figure(ctx, f); err != nil {
			failures = append(failures, fmt.Errorf("%s: %w", f.name, err))
		}
		fmt.Fprintf(os.Stderr, "%s took %s\n", f.name, time.Since(began).Round(time.Second))
		if ctx.Err() != nil {
			break
		}
	}
	return s.report, errors.Join(failures...)
}

// figure measures one figure, with the earlier program first where there is one.
func (s *suite) figure(ctx context.Context, f figure) error {
	if s.before == "" || f.name == "plugins" { // the plugins' figure measures this tree's packages, not a program
		return f.run(ctx, s)
	}
	earlier := *s
	earlier.binary, earlier.before, earlier.data = s.before, "", s.earlierData
	earlier.report = &report{}
	if err := f.run(ctx, &earlier); err != nil {
		return fmt.Errorf("the program before: %w", err)
	}
	from := len(s.report.rows)
	err := f.run(ctx, s)
	s.report.setBefore(from, earlier.report.rows)
	return err
}
