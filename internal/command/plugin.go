package command

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/guest"
	"roomkey/store"
)

// plugin is the command of the plugins: what authors do in their own folders, and what operators do with a data
// directory, whether a server runs or not.
func plugin(ctx context.Context, p *Program, args []string) error {
	actions := map[string]func(context.Context, *Program, []string) error{
		"new": pluginNew, "build": pluginBuild, "test": pluginTest, "sign": pluginSign,
		"trust": pluginTrust, "install": pluginInstall, "list": pluginList, "inspect": pluginInspect,
		"grant":  pluginGrant,
		"secret": pluginSecret, "remove": pluginRemove,
	}
	if len(args) == 0 || actions[args[0]] == nil {
		return fmt.Errorf("%w: wants new, build, test, sign, trust, install, list, inspect, grant, secret or remove",
			errUsage)
	}
	return actions[args[0]](ctx, p, args[1:])
}

// target is where operators act: a data directory and the brokerages that are meant.
type target struct {
	data   folder
	broker string
}

func (t *target) flags(name string) *flag.FlagSet {
	flags := dataFlags("plugin "+name, &t.data)
	flags.StringVar(&t.broker, "broker", "", "name of the one brokerage that is meant; all where absent")
	return flags
}

// each opens the registry and calls do for every brokerage that is meant. guests is who tries packages; nil: nobody.
func (t *target) each(ctx context.Context, p *Program, guests plugins.Validator,
	do func(r *plugins.Registry, broker crm.ID, name string) error) error {
	return p.withData(ctx, t.data, func(s *store.Store) error {
		secret, err := p.serverSecret(string(t.data))
		if err != nil {
			return err
		}
		registry, err := newRegistry(p, s, guests, secret)
		if err != nil {
			return err
		}
		brokers, err := s.Brokerages(ctx)
		if err != nil {
			return err
		}
		met := false
		for _, broker := range brokers {
			name, err := s.BrokerageName(ctx, broker)
			if err != nil {
				return err
			}
			if t.broker != "" && t.broker != name {
				continue
			}
			met = true
			if err := do(registry, broker, name); err != nil {
				return err
			}
		}
		if !met {
			return fmt.Errorf("there is no such brokerage in %s", t.data)
		}
		return nil
	})
}

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
	flags := on.flags("install")
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
			}
			return nil
		})
	})
}

// readPackage reads a file up to the size that a package may have.
func readPackage(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, plugins.MaxPackageBytes+1))
}

// withGuests has a host of guests run while do does. cache is where compiled code is kept, "" nowhere.
func (p *Program) withGuests(ctx context.Context, cache string, do func(*guest.Host) error) error {
	ctx, cancel := context.WithCancel(ctx)
	host := guest.NewHost(guest.Config{CacheDir: cache, Spare: 1})
	ended := make(chan error, 1)
	go func() { ended <- host.Run(ctx) }()
	err := do(host)
	cancel()
	if failed := <-ended; err == nil {
		err = failed
	}
	return err
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
	if _, err := p.parse(on.flags("list"), args); err != nil {
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
	names, err := p.parse(on.flags("inspect"), args, "FILE or ID")
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
	flags := on.flags("grant")
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
		if err := json.Unmarshal(raw, &some); err != nil || some == nil {
			return fmt.Errorf("%w: %s holds no capabilities", errUsage, file)
		}
	}
	return on.each(ctx, p, nil, func(r *plugins.Registry, broker crm.ID, name string) error {
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
		return nil
	})
}

// pluginSecret sets a secret to what stands on standard input; nothing there removes it.
func pluginSecret(ctx context.Context, p *Program, args []string) error {
	var on target
	var host string
	flags := on.flags("secret")
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
	return on.each(ctx, p, nil, func(r *plugins.Registry, broker crm.ID, _ string) error {
		return r.SetSecret(ctx, broker, names[0], names[1], host, value)
	})
}

func pluginRemove(ctx context.Context, p *Program, args []string) error {
	var on target
	names, err := p.parse(on.flags("remove"), args, "ID")
	if err != nil {
		return err
	}
	return on.each(ctx, p, nil, func(r *plugins.Registry, broker crm.ID, _ string) error {
		return r.Remove(ctx, broker, crm.ID{}, names[0])
	})
}

// folderOf is the one argument of commands that act on an author's folder; "." where it is left out.
func (p *Program) folderOf(flags *flag.FlagSet, args []string) (string, error) {
	if names, err := p.parse(flags, args, "DIR"); err == nil {
		return names[0], nil
	}
	_, err := p.parse(flags, args)
	return ".", err
}

// keyFile reads the key in a file; where there is no file, it makes one with a new key.
func (p *Program) keyFile(name string) (key []byte, made bool, err error) {
	raw, err := os.ReadFile(name)
	if err == nil {
		return raw, false, nil
	}
	if !os.IsNotExist(err) {
		return nil, false, err
	}
	fresh, err := plugins.NewKey(p.Random)
	if err != nil {
		return nil, false, err
	}
	raw = []byte(plugins.FormatPrivateKey(fresh) + "\n")
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fs.FileMode(0o600))
	if err != nil {
		return nil, false, err
	}
	_, err = file.Write(raw)
	if closed := file.Close(); err == nil {
		err = closed
	}
	return raw, true, err
}

// replace puts a file in the place of another.
func replace(name string, data []byte) error {
	fresh := filepath.Join(filepath.Dir(name), "."+filepath.Base(name)+".new")
	if err := os.WriteFile(fresh, data, 0o644); err != nil {
		return err
	}
	return os.Rename(fresh, name)
}
