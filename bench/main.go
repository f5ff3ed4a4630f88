// Command bench measures what Roomkey promises about speed: the server's cost of an edit with a hundred watchers beside
// that of the stock automerge-repo server and of a bare relay of bytes, memory, start, durable edits, lists, the
// catalog, large and old documents, the app in a browser, and what honest people notice of one user's attacks. It
// prints one table with ratios, and puts the figures that it measured into bench/RESULTS.md. It runs the built server
// as a process of its own and refuses to import what it measures, but for making data.
//
//	go run ./bench [-full] [-only fanout,lists] [-short] [-server bin/roomkey] [-before path/to/roomkey]
//
// Without -full it takes the main figures, some with fewer samples. With -before, each figure is also measured with
// another build of the server, and the table has its values beside ours.
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
	name  string
	title string // its heading in RESULTS.md
	main  bool   // it is measured without -full
	alone bool   // it says nothing of an earlier program, or that could not read the data
	run   func(context.Context, *suite) error
}

var figures = []figure{
	{name: "fanout", title: "An edit and a hundred watchers", main: true, run: measureFanOut},
	{name: "edits", title: "Durable edits", main: true, run: measureEdits},
	{name: "memory", title: "Memory with many records", main: true, run: measureMemory},
	{name: "ready", title: "From start to ready", main: true, run: measureReady},
	{name: "lists", title: "Lists and searches", run: measureLists},
	{name: "catalog", title: "The catalog", main: true, run: measureCatalog},
	{name: "app", title: "The app in a browser", main: true, alone: true, run: measureApp},
	{name: "plugins", title: "Tasks and plugins", alone: true, run: measurePlugins},
	{name: "idle", title: "Idle sockets", run: measureIdle},
	{name: "old", title: "A document with many changes", run: measureOld},
	{name: "notes", title: "A record with many notes", run: measureNotes},
	{name: "large", title: "A document with many operations", run: measureLarge},
	{name: "regions", title: "Several regions", main: true, alone: true, run: measureRegions},
	{name: "offline", title: "A long offline spell", alone: true, run: measureOffline},
	{name: "attacks", title: "Each attack of one user", main: true, alone: true, run: measureAttacks},
	{name: "assault", title: "All attacks at once", main: true, alone: true, run: measureAssault},
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
	all := flags.Bool("full", false, "all figures, with all samples; without it the main ones, with fewer")
	only := flags.String("only", "", "figures to run, with commas between: "+strings.Join(names(), ", "))
	attack := flags.String("attack", "", "of the attacks, those whose name has this in it")
	short := flags.Bool("short", false, "small sizes, to see that all figures come out; the numbers mean nothing")
	binary := flags.String("server", filepath.Join(root, "bin", "roomkey"), "the server's program")
	before := flags.String("before", "", "another build of the program, to be measured in the same run")
	if err := flags.Parse(args); err != nil {
		return err
	}
	chosen, sizes := figures, full
	if !*all {
		chosen, sizes = slices.DeleteFunc(slices.Clone(figures), func(f figure) bool { return !f.main }), brief
	}
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
	if *short {
		sizes = small
	}
	sizes.attack = *attack
	r, err := measure(ctx, *binary, *before, sizes, chosen)
	if r == nil {
		return err
	}
	fmt.Println(r.text())
	if !*short && *attack == "" { // a part of a figure is none
		err = errors.Join(err, r.keep(filepath.Join(root, "bench", "RESULTS.md")))
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
	s := &suite{dir: dir, binary: binary, before: before, sizes: sizes,
		report: &report{machine: thisMachine(dir)}, data: map[int]string{}, earlierData: map[int]string{}}
	var failures []error
	for _, f := range chosen {
		fmt.Fprintf(os.Stderr, "%s …\n", f.name)
		began := time.Now()
		s.report.begin(f.title)
		if err := s.figure(ctx, f); err != nil {
			failures = append(failures, fmt.Errorf("%s: %w", f.name, err))
			s.report.drop() // half a figure is none
		}
		s.report.end(time.Since(began))
		fmt.Fprintf(os.Stderr, "%s took %s\n", f.name, time.Since(began).Round(time.Second))
		if ctx.Err() != nil {
			break
		}
	}
	return s.report, errors.Join(failures...)
}

// figure measures one figure, with the earlier program first where there is one.
func (s *suite) figure(ctx context.Context, f figure) error {
	if s.before == "" || f.alone {
		return f.run(ctx, s)
	}
	earlier := *s
	earlier.asEarlier()
	if err := f.run(ctx, &earlier); err != nil {
		return fmt.Errorf("the program before: %w", err)
	}
	err := f.run(ctx, s)
	s.report.setBefore(earlier.report.section.rows)
	return err
}
