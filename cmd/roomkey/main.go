// Command roomkey serves a real-estate CRM to browsers that keep working offline, and looks after its data.
//
//	roomkey serve --demo
//	roomkey user add --email ana@example.com --role agent --broker "Harbor Realty"
//	roomkey backup roomkey.backup
//
// It only wires packages together: rules live in them, and so do their tests.
package main

import (
	"context"
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
)

// program is one run of the command: everything that it takes from the outside, so that a test can run it as a value.
type program struct {
	args   []string // without the program's name
	env    []string // "NAME=value"
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	now    func() time.Time
	random io.Reader
	tasks  taskParts
	egress egress.Config // how plugins reach the world
}

// command is one of the words after roomkey.
type command struct {
	name, usage string
	run         func(context.Context, *program, []string) error
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

func main() {
	if len(os.Args) > 1 { // hidden: the parent process runs these over pipes
		switch os.Args[1] {
		case "engine":
			engine.Main()
			return
		case "guest":
			guest.Main()
			return
		}
	}
	os.Exit(thisProcess().untilSignal())
}

// thisProcess is the run that the process was started for.
func thisProcess() *program {
	return &program{args: os.Args[1:], env: os.Environ(), stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, now: time.Now, random: random}
}

// untilSignal runs the command, which a signal ends, and gives its exit status.
func (p *program) untilSignal() int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	return p.run(ctx)
}

// run executes the command and gives its exit status: 0 done, 1 failed, 2 wrongly called.
func (p *program) run(ctx context.Context) int {
	if len(p.args) == 0 || p.args[0] == "help" || p.args[0] == "--help" || p.args[0] == "-h" {
		p.usage()
		return 0
	}
	for _, c := range commands {
		if c.name != p.args[0] {
			continue
		}
		err := c.run(ctx, p, p.args[1:])
		switch {
		case err == nil, errors.Is(err, flag.ErrHelp):
			return 0
		case errors.Is(err, errUsage):
			fmt.Fprintf(p.stderr, "roomkey %s: %v\n", c.name, err)
			return 2
		}
		fmt.Fprintf(p.stderr, "roomkey %s: %v\n", c.name, plain(err))
		return 1
	}
	fmt.Fprintf(p.stderr, "roomkey: there is no command %q\n", p.args[0])
	p.usage()
	return 2
}

func (p *program) usage() {
	fmt.Fprintln(p.stderr, "usage: roomkey COMMAND [FLAGS]")
	for _, c := range commands {
		fmt.Fprintf(p.stderr, "  %-8s %s\n", c.name, c.usage)
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
