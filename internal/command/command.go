// Package command is the program roomkey as a value: flags, wiring and signals of every command. It refuses to hold
// rules: they live in the packages that it wires together, and so do their tests.
//
//	p := command.ThisProcess()
//	os.Exit(p.UntilSignal())
package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os/signal"
	"syscall"

	"roomkey/crdt/engine"
	"roomkey/plugins/guest"
)

// command is one of the words after roomkey.
type command struct {
	name, usage string
	run         func(context.Context, *Program, []string) error
}

var commands = []command{
	{"serve", "serve the CRM", serveCommand},
	{"user", "add, list, passwd or disable accounts", userCommand},
	{"plugin", "write, build, test and sign plugins; trust, install, grant and remove them", pluginCommand},
	{"backup", "write a consistent copy of the data, while serving too", backupCommand},
	{"restore", "put a backup in the place of the data, which is kept", restoreCommand},
	{"check", "recompute hashes, heads and projections", checkCommand},
	{"erase", "erase a record for ever", eraseCommand},
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
