package command

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
)

// secretVariables are the variables that have no flag: secrets never stand in a process list.
var secretVariables = []string{"ROOMKEY_SECRET", otherSecret, "ROOMKEY_LLM_KEY", "ROOMKEY_METRICS_TOKEN", natsAuth}

// parse reads a command's flags from the environment (ROOMKEY_<FLAG>) and then from args, which win. A variable may
// name another one, as $FLY_REGION, whose value it then has. It wants as many plain arguments as names are given; a
// name in brackets is of one that may be left out. An unknown flag, or a variable ROOMKEY_* that no command knows, is
// an error. errHelped: the arguments asked for help, which has been printed.
func (p *Program) parse(flags *flag.FlagSet, args []string, names ...string) ([]string, error) {
	flags.SetOutput(io.Discard) // one line says what is wrong, and help is printed only where it is asked for
	flags.Usage = func() {}
	for _, entry := range p.Env {
		name, value, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(name, "ROOMKEY_") || slices.Contains(secretVariables, name) {
			continue
		}
		word := strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(name, "ROOMKEY_")), "_", "-")
		if flags.Lookup(word) == nil {
			if slices.Contains(serveFlagNames(), word) {
				continue
			}
			return nil, fmt.Errorf("%w: there is no flag for the variable %s", errUsage, name)
		}
		if other, ok := strings.CutPrefix(value, "$"); ok {
			value = p.variable(other)
		}
		if err := flags.Set(word, value); err != nil {
			return nil, fmt.Errorf("%w: %s %s, not %q", errUsage, name, expected(err.Error()), value)
		}
	}
	plain, err := parseAll(flags, args)
	if errors.Is(err, flag.ErrHelp) {
		p.helpFlags(flags, names)
		return nil, errHelped
	}
	if err != nil {
		return nil, flagFault(err)
	}
	most := len(names)
	least := most
	for least > 0 && strings.HasPrefix(names[least-1], "[") {
		least--
	}
	if len(plain) < least || len(plain) > most {
		return nil, fmt.Errorf("%w: wants %s", errUsage, wants(names))
	}
	return plain, nil
}

// parseAll reads flags wherever they stand, also after plain arguments, which it gives; "--" ends the flags.
func parseAll(flags *flag.FlagSet, args []string) (plain []string, err error) {
	for {
		if err := flags.Parse(args); err != nil {
			return nil, err
		}
		rest := flags.Args()
		if len(rest) == 0 {
			return plain, nil
		}
		if read := len(args) - len(rest); read > 0 && args[read-1] == "--" {
			return append(plain, rest...), nil
		}
		plain, args = append(plain, rest[0]), rest[1:]
	}
}

func wants(names []string) string {
	if len(names) == 0 {
		return "no arguments"
	}
	return strings.Join(names, " ")
}
