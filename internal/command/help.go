package command

import (
	"errors"
	"flag"
	"fmt"
	"strings"
	"text/tabwriter"
)

// errHelped says that help was asked for, and given.
var errHelped = errors.New("help was given")

func isHelp(arg string) bool { return arg == "--help" || arg == "-help" || arg == "-h" }

// helpCommands prints which commands there are below a path.
func (p *Program) helpCommands(path string, among []command) {
	fmt.Fprintf(p.Stdout, "usage: %s COMMAND [FLAGS]\n\n", path)
	table := tabwriter.NewWriter(p.Stdout, 0, 8, 2, ' ', 0)
	for _, c := range among {
		fmt.Fprintf(table, "  %s\t%s\n", c.name, c.summary)
	}
	_ = table.Flush() // what cannot be printed can't be told either
	fmt.Fprintf(p.Stdout, "\n%s COMMAND --help shows its flags.\n", path)
}

// helpFlags prints how a command is called: its arguments, and its flags with what they are where they are left out.
func (p *Program) helpFlags(flags *flag.FlagSet, names []string) {
	call := append([]string{"roomkey", flags.Name(), "[FLAGS]"}, names...)
	fmt.Fprintf(p.Stdout, "usage: %s\n\n", strings.Join(call, " "))
	flags.VisitAll(func(f *flag.Flag) {
		value, text := flag.UnquoteUsage(f)
		head := "  --" + f.Name
		if value != "" {
			head += " " + strings.ToUpper(value)
		}
		if f.DefValue != "" && f.DefValue != "false" {
			text += " (" + f.DefValue + ")"
		}
		fmt.Fprintf(p.Stdout, "%s\n        %s\n", head, text)
	})
	fmt.Fprintln(p.Stdout, "\nEach flag can be a variable: --data is ROOMKEY_DATA. The flag wins.")
}

// flagFault says what package flag found wrong in its own words in ours: the flag first, as people write it.
func flagFault(err error) error {
	text := err.Error()
	if name, ok := strings.CutPrefix(text, "flag provided but not defined: -"); ok {
		return fmt.Errorf("%w: there is no flag --%s", errUsage, name)
	}
	if name, ok := strings.CutPrefix(text, "flag needs an argument: -"); ok {
		return fmt.Errorf("%w: --%s wants a value", errUsage, name)
	}
	before, after, ok := strings.Cut(text, " for flag -")
	if !ok {
		before, after, ok = strings.Cut(text, " for -")
	}
	if name, why, found := strings.Cut(after, ": "); ok && found {
		_, value, _ := strings.Cut(before, "value ")
		return fmt.Errorf("%w: --%s %s, not %s", errUsage, name, expected(why), value)
	}
	return fmt.Errorf("%w: %s", errUsage, text)
}

// expected says in words what package flag says of numbers and times.
func expected(why string) string {
	switch why {
	case "parse error":
		return "is a number, or a time such as 100ms"
	case "value out of range":
		return "is smaller"
	}
	return why
}
