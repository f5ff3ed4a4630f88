package command

import (
	"errors"
	"flag"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"roomkey/web"
)

// errUsage marks an error in how the command was called.
var errUsage = errors.New("wrong usage")

// secretVariables are the variables that have no flag: secrets never stand in a process list.
var secretVariables = []string{"ROOMKEY_SECRET", "ROOMKEY_LLM_KEY", "ROOMKEY_METRICS_TOKEN"}

// parse reads a command's flags from the environment (ROOMKEY_<FLAG>) and then from args, which win. It wants as many
// plain arguments as names are given. An unknown flag, or a variable ROOMKEY_* that no command knows, is an error.
func (p *Program) parse(flags *flag.FlagSet, args []string, names ...string) ([]string, error) {
	flags.SetOutput(p.Stderr)
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
		if err := flags.Set(word, value); err != nil {
			return nil, fmt.Errorf("%w: %s: %v", errUsage, name, err)
		}
	}
	plain, err := parseAll(flags, args)
	if errors.Is(err, flag.ErrHelp) {
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %v", errUsage, err)
	}
	if len(plain) != len(names) {
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

// variable reads a variable of the environment; "" where it is not set.
func (p *Program) variable(name string) string {
	for _, entry := range p.Env {
		if value, ok := strings.CutPrefix(entry, name+"="); ok {
			return value
		}
	}
	return ""
}

// The kinds of values below check themselves, so that a bad one is found before anything is touched.

// folder is a flag that names a directory.
type folder string

func (f *folder) String() string { return string(*f) }

func (f *folder) Set(text string) error {
	if text == "" {
		return errors.New("is the name of a folder")
	}
	*f = folder(text)
	return nil
}

// address is a flag such as 127.0.0.1:8080, [::1]:0 or :http.
type address string

func (a *address) String() string { return string(*a) }

func (a *address) Set(text string) error {
	if _, port, err := net.SplitHostPort(text); err != nil {
		return errors.New("is an address with a port, such as 127.0.0.1:8080")
	} else if _, err := net.LookupPort("tcp", port); err != nil {
		return err
	}
	*a = address(text)
	return nil
}

// originList is a flag of origins with commas between.
type originList []string

func (o *originList) String() string { return strings.Join(*o, ",") }

func (o *originList) Set(text string) error {
	var list []string
	if text != "" {
		list = strings.Split(text, ",")
	}
	if err := web.CheckOrigins(list); err != nil {
		return errors.New(plain(err))
	}
	*o = list
	return nil
}

// proxyList is a flag of networks with commas between.
type proxyList []netip.Prefix

func (l *proxyList) String() string {
	items := make([]string, len(*l))
	for i, network := range *l {
		items[i] = network.String()
	}
	return strings.Join(items, ",")
}

func (l *proxyList) Set(text string) error {
	list, err := web.ParseProxies(text)
	if err != nil {
		return errors.New(plain(err))
	}
	*l = list
	return nil
}

// byteSize is a flag such as 1MiB, 64KiB or 4096 (bytes).
type byteSize int64

// byteUnits from the longest name to the shortest, so that "MiB" isn't read as "B".
var byteUnits = []struct {
	name string
	size int64
}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"B", 1}}

func (b *byteSize) String() string {
	for _, unit := range byteUnits {
		if n := int64(*b); n >= unit.size && n%unit.size == 0 {
			return strconv.FormatInt(n/unit.size, 10) + unit.name
		}
	}
	return strconv.FormatInt(int64(*b), 10)
}

func (b *byteSize) Set(text string) error {
	unit := int64(1)
	for _, u := range byteUnits {
		if rest, ok := strings.CutSuffix(text, u.name); ok {
			text, unit = rest, u.size
			break
		}
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || n > (1<<40)/unit {
		return errors.New("is a number of bytes such as 65536, 64KiB or 1MiB")
	}
	*b = byteSize(n * unit)
	return nil
}
