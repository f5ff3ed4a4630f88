// Package command is the program roomkey as a value: flags, wiring and signals of every command. It refuses to hold
// rules: they live in the packages that it wires together, and so do their tests.
//
//	p := command.ThisProcess()
//	os.Exit(p.UntilSignal())
package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"roomkey/crdt/engine"
	"roomkey/plugins/guest"
)

// command is a word after roomkey, or after another command. It has either actions or run.
type command struct {
	name, summary string
	actions       []command
	run           func(context.Context, *Program, []string) error
}

var commands = []command{
	{name: "serve", summary: "serve the CRM", run: serveCommand},
	{name: "user", summary: "the accounts, beside a running server too", actions: userActions},
	{name: "plugin", summary: "write, test and sign plugins; install, grant and remove them", actions: pluginActions},
	{name: "backup", summary: "write a consistent copy of the data, while serving too", run: backupCommand},
	{name: "restore", summary: "put a backup in the place of the data, which is kept", run: restoreCommand},
	{name: "drill", summary: "restore a backup in a scratch folder, and say whether it would do", run: drillCommand},
	{name: "check", summary: "recompute hashes, heads and projections", run: checkCommand},
	{name: "erase", summary: "erase a record for ever", run: eraseCommand},
	{name: "region", summary: "several regions: who is there, and how far behind", actions: regionActions},
	{name: "witness", summary: "be the third machine of two regions", run: witnessCommand},
	{name: "version", summary: "print which build this is", run: versionCommand},
}

// Child runs what the server starts its own binary for: "engine" and "guest", over pipes, and "drilling", which are
// hidden. It reports whether args (without the program's name) asked for one; it has ended then.
func Child(args []string) bool {
	if len(args) == 0 {
		return false
	}
	switch args[0] {
	case "engine":
		_ = engine.Main() // the server sees that the pipe ends
	case "guest":
		guest.Main()
	case drillChild:
		p := ThisProcess()
		p.Args = append([]string{"drill"}, args[1:]...)
		os.Exit(p.UntilSignal())
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

// Run executes the command and gives its exit status: 0 done or helped, 1 failed, 2 wrongly called. What it refuses, it
// refuses in one line.
func (p *Program) Run(ctx context.Context) int {
	args := p.Args
	switch {
	case len(args) == 0:
		args = []string{"--help"}
	case args[0] == "help": // roomkey help user add is roomkey user add --help
		args = append(slices.Clone(args[1:]), "--help")
	case args[0] == "--version":
		args = []string{"version"}
	}
	path := "roomkey"
	err := p.dispatch(ctx, &path, commands, args)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errUsage):
		fmt.Fprintf(p.Stderr, "%s: %v (see %s --help)\n", path, err, path)
		return 2
	}
	fmt.Fprintf(p.Stderr, "%s: %v\n", path, plain(err))
	return 1
}

// dispatch runs the command that the first of args names, and adds the names on the way to path.
func (p *Program) dispatch(ctx context.Context, path *string, among []command, args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("%w: wants %s", errUsage, namesOf(among))
	}
	if isHelp(args[0]) {
		p.helpCommands(*path, among)
		return nil
	}
	at := slices.IndexFunc(among, func(c command) bool { return c.name == args[0] })
	if at < 0 {
		return fmt.Errorf("%w: there is no command %q, only %s", errUsage, args[0], namesOf(among))
	}
	c := &among[at]
	*path += " " + c.name
	if c.run == nil {
		return p.dispatch(ctx, path, c.actions, args[1:])
	}
	if err := c.run(ctx, p, args[1:]); !errors.Is(err, errHelped) {
		return err
	}
	return nil
}

func namesOf(among []command) string {
	names := make([]string, len(among))
	for i, c := range among {
		names[i] = c.name
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}
