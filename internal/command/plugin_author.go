package command

import (
	"context"
	"crypto/ed25519"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"roomkey/plugins"
	"roomkey/plugins/author"
	"roomkey/plugins/guest"
)

// pluginNew makes a folder with a plugin that works.
func pluginNew(_ context.Context, p *Program, args []string) error {
	var lang, dir string
	flags := flag.NewFlagSet("plugin new", flag.ContinueOnError)
	flags.StringVar(&lang, "lang", "go", "go, assemblyscript, c, rust or typescript")
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
	return p.makePackage("build", args,
		func(dir, out string) (string, error) { return author.Build(ctx, p.Env, dir, out) })
}

// pluginPack packs the program that is in a plugin's folder.
func pluginPack(_ context.Context, p *Program, args []string) error {
	return p.makePackage("pack", args, author.Pack)
}

func (p *Program) makePackage(name string, args []string, made func(dir, out string) (string, error)) error {
	var out string
	flags := flag.NewFlagSet("plugin "+name, flag.ContinueOnError)
	flags.StringVar(&out, "out", "", "file to write; in the plugin's folder where absent")
	names, err := p.parse(flags, args, "[DIR]")
	if err != nil {
		return err
	}
	dir := "."
	if len(names) > 0 {
		dir = names[0]
	}
	file, err := made(dir, out)
	if err != nil {
		return err
	}
	fmt.Fprintln(p.Stdout, file)
	return nil
}

// pluginTest runs a plugin's cases, or those beside a package, and shows every op.
func pluginTest(ctx context.Context, p *Program, args []string) error {
	var cases string
	flags := flag.NewFlagSet("plugin test", flag.ContinueOnError)
	flags.StringVar(&cases, "cases", "", "`folder` with the testdata of a package; the package's folder where absent")
	names, err := p.parse(flags, args, "[DIR or FILE.zip]")
	if err != nil {
		return err
	}
	of := "."
	if len(names) > 0 {
		of = names[0]
	}
	if !strings.HasSuffix(of, ".zip") {
		if cases != "" {
			return fmt.Errorf("%w: --cases is for a package: a folder has cases of its own", errUsage)
		}
		return p.withGuests(ctx, p.compiledCache(),
			func(host *guest.Host) error { return author.Test(ctx, host, p.Env, of, p.Stdout) })
	}
	raw, err := readPackage(of)
	if err != nil {
		return err
	}
	if cases == "" {
		cases = filepath.Dir(of)
	}
	return p.withGuests(ctx, p.compiledCache(),
		func(host *guest.Host) error { return author.TestPackage(ctx, host, raw, cases, p.Stdout) })
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

// replace puts a file in the place of another.
func replace(name string, data []byte) error {
	fresh := filepath.Join(filepath.Dir(name), "."+filepath.Base(name)+".new")
	if err := os.WriteFile(fresh, data, 0o644); err != nil {
		return err
	}
	return os.Rename(fresh, name)
}
