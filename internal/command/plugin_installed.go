package command

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/guest"
	"roomkey/store"
	"strings"
	"text/tabwriter"
)

func pluginTrust(ctx context.Context, p *Program, args []string) error {
	var data folder
	names, err := p.parse(dataFlags("plugin trust", &data), args, "KEY")
	if err != nil {
		return err
	}
	key, err := plugins.ParseKey(names[0])
	if err != nil {
		return fmt.Errorf("%w: %s", errUsage, plain(err))
	}
	return p.withData(ctx, data, func(s *store.Store) error { return s.TrustKey(ctx, key) })
}

func pluginInstall(ctx context.Context, p *Program, args []string) error {
	var on target
	var unsigned bool
	flags := on.flags("install", allMeant)
	flags.BoolVar(&unsigned, "unsigned", false, "install a package that nobody has signed")
	names, err := p.parse(flags, args, "FILE")
	if err != nil {
		return err
	}
	raw, err := readPackage(names[0])
	if err != nil {
		return err
	}
	return p.withGuests(ctx, "", func(host *guest.Host) error {
		return on.each(ctx, p, host, func(r *plugins.Registry, broker crm.ID, name string) error {
			installed, err := r.Install(ctx, broker, crm.ID{}, raw, unsigned)
			if err != nil {
				return err
			}
			fmt.Fprintf(p.Stdout, "%s %s is installed for %s\n", installed.Manifest.ID, installed.Manifest.Version,
				name)
			if missing := installed.Missing(); !missing.Empty() {
				fmt.Fprintf(p.Stdout, "it asks for %s: see roomkey plugin grant\n", inJSON(missing))
				p.inWords("it wants to", missing)
			}
			return nil
		})
	})
}

// inWords prints a line for each capability.
func (p *Program) inWords(may string, c plugins.Capabilities) {
	for _, words := range c.Words() {
		fmt.Fprintf(p.Stdout, "  %s %s\n", may, words)
	}
}

func inJSON(value any) string {
	raw, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	return string(raw)
}

func pluginList(ctx context.Context, p *Program, args []string) error {
	var on target
	if _, err := p.parse(on.flags("list", allMeant), args); err != nil {
		return err
	}
	table := tabwriter.NewWriter(p.Stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(table, "BROKERAGE\tPLUGIN\tVERSION\tSTATE\tSIGNED BY")
	err := on.each(ctx, p, nil, func(r *plugins.Registry, broker crm.ID, name string) error {
		installed, err := r.Installed(ctx, broker)
		for _, one := range installed {
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", name, one.Manifest.ID, one.Manifest.Version, stateOf(one),
				signerOf(one))
		}
		return err
	})
	if err != nil {
		return err
	}
	return table.Flush()
}

func stateOf(p *plugins.Plugin) string {
	switch {
	case p.Damage != nil:
		return "damaged (" + p.Damage.Reason + "): install it again"
	case p.Suspended:
		return "suspended"
	case !p.Missing().Empty():
		return "waits for a grant"
	}
	return "ready"
}

func signerOf(p *plugins.Plugin) string {
	switch {
	case p.Bundled:
		return "(comes with the server)"
	case p.Key == nil:
		return "(nobody)"
	}
	return plugins.FormatKey(p.Key)
}

// pluginInspect shows a package in a file, or an installed plugin, as JSON.
func pluginInspect(ctx context.Context, p *Program, args []string) error {
	var on target
	names, err := p.parse(on.flags("inspect", allMeant), args, "FILE or ID")
	if err != nil {
		return err
	}
	if strings.HasSuffix(names[0], ".zip") {
		raw, err := readPackage(names[0])
		if err != nil {
			return err
		}
		opened, err := plugins.Open(raw)
		if err != nil {
			return err
		}
		return p.show(&plugins.Plugin{Label: opened.Label, Key: opened.Key})
	}
	return on.each(ctx, p, nil, func(r *plugins.Registry, broker crm.ID, _ string) error {
		installed, err := r.Find(ctx, broker, names[0])
		if err != nil {
			return err
		}
		return p.show(installed)
	})
}

func (p *Program) show(one *plugins.Plugin) error {
	encoder := json.NewEncoder(p.Stdout)
	encoder.SetIndent("", "  ")
	return encoder.Encode(map[string]any{"plugin": one.Manifest, "digest": one.Digest, "signedBy": signerOf(one),
		"granted": one.Granted,
		"missing": one.Missing(), "suspended": one.Suspended})
}

// pluginGrant grants a plugin all that it asks for, or what a file says, or nothing.
func pluginGrant(ctx context.Context, p *Program, args []string) error {
	var on target
	var file string
	var none bool
	flags := on.flags("grant", oneMeant)
	flags.StringVar(&file, "capabilities", "",
		"file with the capabilities, as JSON; all that the plugin asks for where absent")
	flags.BoolVar(&none, "none", false, "take every capability back")
	names, err := p.parse(flags, args, "ID")
	if err != nil {
		return err
	}
	var some *plugins.Capabilities
	switch {
	case none && file != "":
		return fmt.Errorf("%w: --none and --capabilities exclude each other", errUsage)
	case none:
		some = &plugins.Capabilities{}
	case file != "":
		raw, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		read, err := plugins.ReadCapabilities(raw)
		if err != nil {
			return fmt.Errorf("%w: %s holds no capabilities: %s", errUsage, file, plain(err))
		}
		some = &read
	}
	return on.theOne(ctx, p, names[0], func(r *plugins.Registry, broker crm.ID, name string) error {
		granted := some
		if granted == nil {
			found, err := r.Find(ctx, broker, names[0])
			if err != nil {
				return err
			}
			granted = &found.Manifest.Capabilities
		}
		if _, err := r.Grant(ctx, broker, crm.ID{}, names[0], *granted); err != nil {
			return err
		}
		fmt.Fprintf(p.Stdout, "%s may now, for %s: %s\n", names[0], name, inJSON(granted))
		p.inWords("it may", *granted)
		return nil
	})
}

// pluginSecret sets a secret to what stands on standard input; nothing there removes it.
func pluginSecret(ctx context.Context, p *Program, args []string) error {
	var on target
	var host string
	flags := on.flags("secret", oneMeant)
	flags.StringVar(&host, "host", "", "the host that gets it")
	names, err := p.parse(flags, args, "ID", "NAME")
	if err != nil {
		return err
	}
	raw, err := io.ReadAll(io.LimitReader(p.Stdin, 64<<10))
	if err != nil {
		return err
	}
	value := strings.TrimRight(string(raw), "\r\n")
	return on.theOne(ctx, p, names[0], func(r *plugins.Registry, broker crm.ID, _ string) error {
		return r.SetSecret(ctx, broker, names[0], names[1], host, value)
	})
}

func pluginRemove(ctx context.Context, p *Program, args []string) error {
	var on target
	names, err := p.parse(on.flags("remove", oneMeant), args, "ID")
	if err != nil {
		return err
	}
	return on.theOne(ctx, p, names[0], func(r *plugins.Registry, broker crm.ID, name string) error {
		if err := r.Remove(ctx, broker, crm.ID{}, names[0]); err != nil {
			return err
		}
		fmt.Fprintf(p.Stdout, "%s is removed from %s\n", names[0], name)
		return nil
	})
}
