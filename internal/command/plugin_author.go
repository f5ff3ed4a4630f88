package command

import (
	"context"
	"crypto/ed25519"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"roomkey/plugins"
	"roomkey/plugins/author"
	"roomkey/plugins/guest"
)

// pluginNew makes a folder with a plugin that works.
func pluginNew(_ context.Context, p *Program, args []string) error {
	var lang, dir string
	flags := flag.NewFlagSet("plugin new", flag.ContinueOnError)
	flags.StringVar(&lang, "lang", "go", "go, assemblyscript, c or typescript")
	flags.StringVar(&dir, "dir", "", "folder to make; the plugin's name where absent")
	names, err := p.parse(flags, args, "NAME")
	if err != nil {
		return err
	}
	if dir == "" {
		dir = names[0]
	}
	if err := author.New(dir, lang, names[0]); err != nil {
		return err
	}
	fmt.Fprintf(p.Stdout, "made %s: see its README.md, then roomkey plugin test %s\n", dir, dir)
	return nil
}

// pluginBuild builds a plugin's package.
func pluginBuild(ctx context.Context, p *Program, args []string) error {
	var out string
	flags := flag.NewFlagSet("plugin build", flag.ContinueOnError)
	flags.StringVar(&out, "out", "", "file to write; in the plugin's folder where absent")
	dir, err := p.folderOf(flags, args)
	if err != nil {
		return err
	}
	file, err := author.Build(ctx, p.Env, dir, out)
	if err != nil {
		return err
	}
	raw, err := readPackage(file)
	if err != nil {
		return err
	}
	if _, err := plugins.Open(raw); err != nil {
		return err
	}
	fmt.Fprintln(p.Stdout, file)
	return nil
}

// pluginTest runs a plugin's cases and shows every op.
func pluginTest(ctx context.Context, p *Program, args []string) error {
	dir, err := p.folderOf(flag.NewFlagSet("plugin test", flag.ContinueOnError), args)
	if err != nil {
		return err
	}
	cache := p.compiledCache()
	return p.withGuests(ctx, cache,
		func(host *guest.Host) error { return author.Test(ctx, host, p.Env, dir, p.Stdout) })
}

// compiledCache is the folder in the user's cache where compiled code of plugins is kept; "" where there is none:
// nothing is kept then.
func (p *Program) compiledCache() string {
	dir := p.variable("XDG_CACHE_HOME")
	if dir == "" && p.variable("HOME") != "" {
		dir = filepath.Join(p.variable("HOME"), ".cache")
	}
	if !filepath.IsAbs(dir) || os.MkdirAll(filepath.Join(dir, "roomkey"), 0o700) != nil {
		return ""
	}
	return filepath.Join(dir, "roomkey", "compiled")
}

// pluginSign signs a package with the key of a file, which is made where it is absent.
func pluginSign(_ context.Context, p *Program, args []string) error {
	var file string
	flags := flag.NewFlagSet("plugin sign", flag.ContinueOnError)
	flags.StringVar(&file, "key", "", "`file` with your private key, made where it is absent: keep it safe; "+
		"roomkey/plugin.key in your configuration's folder where no file is named")
	names, err := p.parse(flags, args, "FILE")
	if err != nil {
		return err
	}
	raw, err := readPackage(names[0])
	if err != nil {
		return err
	}
	if file == "" {
		file = p.signingKey()
	}
	if file == "" {
		return fmt.Errorf("%w: there is no folder for your configuration: name a file by --key", errUsage)
	}
	text, made, err := p.keyFile(file, names[0])
	if err != nil {
		return err
	}
	key, err := plugins.ParsePrivateKey(string(text))
	if err != nil {
		return fmt.Errorf("%s holds no private key", file)
	}
	signed, err := plugins.Sign(raw, key)
	if err != nil {
		return err
	}
	if err := replace(names[0], signed); err != nil {
		return err
	}
	if made {
		fmt.Fprintf(p.Stdout, "made a key in %s\n", file)
	}
	fmt.Fprintf(p.Stdout, "signed by %s\n", plugins.FormatKey(key.Public().(ed25519.PublicKey)))
	return nil
}

// folderOf is the one argument of commands that act on an author's folder; "." where it is left out.
func (p *Program) folderOf(flags *flag.FlagSet, args []string) (string, error) {
	names, err := p.parse(flags, args, "[DIR]")
	if err != nil || len(names) == 0 {
		return ".", err
	}
	return names[0], nil
}

// replace puts a file in the place of another.
func replace(name string, data []byte) error {
	fresh := filepath.Join(filepath.Dir(name), "."+filepath.Base(name)+".new")
	if err := os.WriteFile(fresh, data, 0o644); err != nil {
		return err
	}
	return os.Rename(fresh, name)
}
