// Package command is the program roomkey as a value: flags, wiring and signals of every command. It refuses to hold
// rules: they live in the packages that it wires together, and so do their tests.
//
//	p := command.ThisProcess()
//	os.Exit(p.UntilSignal())
package command

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"roomkey/crdt/engine"
	"roomkey/crm"
	"roomkey/plugins/egress"
	"roomkey/plugins/guest"
	"roomkey/plugins/runner"
)

// Program is one run of the command: everything that it takes from the outside, so that a test can run it as a value.
type Program struct {
	Args   []string // without the program's name
	Env    []string // "NAME=value"; the only environment that flags and secrets are read from
	Stdin  io.Reader
	Stdout io.Writer
	Stderr io.Writer
	Now    func() time.Time
	Random io.Reader
	Tasks  *Tasks        // does the steps of tasks in place of the installed plugins; nil: they do
	Egress egress.Config // how plugins reach the world
}

// Tasks is what does the steps of tasks: tests bring plugins of their own.
type Tasks struct {
	Registry runner.Registry
	Guests   runner.Guests
}

// command is one of the words after roomkey.
type command struct {
	name, usage string
	run         func(context.Context, *Program, []string) error
}

var commands = []command{
	{"serve", "serve the CRM", serve},
	{"user", "add, list, passwd or disable accounts", user},
	{"plugin", "write, build, test and sign plugins; trust, install, grant and remove them", plugin},
	{"backup", "write a consistent copy of the data, while serving too", backup},
	{"restore", "put a backup in the place of the data, which is kept", restore},
	{"check", "recompute hashes, heads and projections", check},
	{"erase", "erase a record for ever", erase},
}

// Child runs what the server starts its own binary for, over pipes: "engine" and "guest", which are hidden. It reports
// whether args (without the program's name) asked for one; it has ended then.
func Child(args []string) bool {
	if len(args) == 0 {
		return false
	}
	switch args[0] {
	case "engine":
		_ = engine.Main() // the server sees that the pipe ends
	case "guest":
		guest.Main()
	default:
		return false
	}
	return true
}

// ThisProcess is the run that the process was started for.
func ThisProcess() *Program {
	return &Program{Args: os.Args[1:], Env: os.Environ(), Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Now: time.Now, Random: rand.Reader}
}

// UntilSignal runs the command, which a signal ends, and gives its exit status.
func (p *Program) UntilSignal() int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	return p.Run(ctx)
}

// Run executes the command and gives its exit status: 0 done, 1 failed, 2 wrongly called.
func (p *Program) Run(ctx context.Context) int {
	if len(p.Args) == 0 || p.Args[0] == "help" || p.Args[0] == "--help" || p.Args[0] == "-h" {
		p.usage()
		return 0
	}
	for _, c := range commands {
		if c.name != p.Args[0] {
			continue
		}
		err := c.run(ctx, p, p.Args[1:])
		switch {
		case err == nil, errors.Is(err, flag.ErrHelp):
			return 0
		case errors.Is(err, errUsage):
			fmt.Fprintf(p.Stderr, "roomkey %s: %v\n", c.name, err)
			return 2
		}
		fmt.Fprintf(p.Stderr, "roomkey %s: %v\n", c.name, plain(err))
		return 1
	}
	fmt.Fprintf(p.Stderr, "roomkey: there is no command %q\n", p.Args[0])
	p.usage()
	return 2
}

func (p *Program) usage() {
	fmt.Fprintln(p.Stderr, "usage: roomkey COMMAND [FLAGS]")
	for _, c := range commands {
		fmt.Fprintf(p.Stderr, "  %-8s %s\n", c.name, c.usage)
	}
}

// plain says an error to a person at a terminal: the field and the sentence, then the cause.
func plain(err error) string {
	var e *crm.Error
	if !errors.As(err, &e) || e.Message == "" {
		return err.Error()
	}
	text := e.Message
	if e.Field != "" {
		text = e.Field + " " + text
	}
	if e.Err != nil {
		text += " (" + e.Err.Error() + ")"
	}
	return text
}
