package command

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"roomkey/plugins"
)

// signingKey is the file of the author's key where no flag names one: in the user's configuration. "" where there is no
// such folder.
func (p *Program) signingKey() string {
	dir := p.variable("XDG_CONFIG_HOME")
	if dir == "" && p.variable("HOME") != "" {
		dir = filepath.Join(p.variable("HOME"), ".config")
	}
	if !filepath.IsAbs(dir) {
		return ""
	}
	return filepath.Join(dir, "roomkey", "plugin.key")
}

// keyFile reads the key in a file; where there is no file, it makes one with a new key, unless that would be inside the
// folder of a plugin or in the repository of the package, from where keys get published.
func (p *Program) keyFile(name, pkg string) (key []byte, made bool, err error) {
	raw, err := os.ReadFile(name)
	if err == nil {
		return raw, false, nil
	}
	if !os.IsNotExist(err) {
		return nil, false, err
	}
	project, err := projectOf(name, pkg)
	if err != nil {
		return nil, false, err
	}
	if project != "" {
		return nil, false, fmt.Errorf("%w: %s is inside the project %s, and a private key is never made there: "+
			"leave out --key, or name a file elsewhere", errUsage, name, project)
	}
	fresh, err := plugins.NewKey(p.Random)
	if err != nil {
		return nil, false, err
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
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

// projectOf returns the project that a file is in: the nearest folder above it that has a plugin.json, or that is a
// repository and holds the package as well. "" if there is none.
func projectOf(file, pkg string) (string, error) {
	dir, err := realFolder(file)
	if err != nil {
		return "", err
	}
	packed, err := realFolder(pkg)
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "plugin.json")); err == nil {
			return dir, nil
		}
		if _, err := os.Stat(filepath.Join(dir, ".git")); err == nil {
			if inside, err := filepath.Rel(dir, packed); err == nil && filepath.IsLocal(inside) {
				return dir, nil
			}
		}
		above := filepath.Dir(dir)
		if above == dir {
			return "", nil
		}
		dir = above
	}
}

// realFolder returns the folder of a file that need not exist, without symbolic links as far as it exists.
func realFolder(file string) (string, error) {
	at, err := filepath.Abs(file)
	if err != nil {
		return "", err
	}
	at, rest := filepath.Dir(at), ""
	for {
		if found, err := filepath.EvalSymlinks(at); err == nil {
			return filepath.Join(found, rest), nil
		}
		above := filepath.Dir(at)
		if above == at {
			return filepath.Join(at, rest), nil
		}
		at, rest = above, filepath.Join(filepath.Base(at), rest)
	}
}
