// Package dist embeds the packages of the bundled plugins in the binary. `make build` writes them here.
package dist

import (
	"embed"
	"io/fs"
	"path"
)

// The pattern matches even if nothing has been built; *.zip would not.
//
//go:embed *
var files embed.FS

// Packages returns the bundled plugins' packages by name ("comps"). It returns none if none has been built.
func Packages() (map[string][]byte, error) {
	names, err := fs.Glob(files, "*.zip")
	if err != nil {
		return nil, err
	}
	packages := make(map[string][]byte, len(names))
	for _, name := range names {
		if packages[name[:len(name)-len(path.Ext(name))]], err = files.ReadFile(name); err != nil {
			return nil, err
		}
	}
	return packages, nil
}
