// Package dist holds the packages of the bundled plugins, which `make build` puts here, in the binary.
package dist

import (
	"embed"
	"io/fs"
	"path"
)

// The pattern matches when nothing has been built, as *.zip would not.
//
//go:embed *
var files embed.FS

// Packages gives the bundled plugins' packages by name ("comps"); none where none has been built.
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
