// Package sdk embeds the sources of the SDKs, so that `roomkey plugin new` can copy them into a project. Plugins in Go
// import roomkey/plugins/sdk/go or a copy of it; plugins in the other languages contain a copy of one file.
package sdk

import (
	"embed"
	"io/fs"
	"path"
)

//go:embed go/*.go c/roomkey.h assemblyscript/roomkey.ts typescript/roomkey.ts typescript/tsconfig.json
//go:embed rust/roomkey.rs
var files embed.FS

// Files returns the files of the SDK for a language (go, assemblyscript, c, rust or typescript) by name, without its
// tests; none for another language.
func Files(language string) (map[string][]byte, error) {
	names, err := fs.Glob(files, language+"/*")
	if err != nil {
		return nil, err
	}
	found := make(map[string][]byte, len(names))
	for _, name := range names {
		if test, err := path.Match("*_test.go", path.Base(name)); err != nil || test {
			continue
		}
		if found[path.Base(name)], err = files.ReadFile(name); err != nil {
			return nil, err
		}
	}
	return found, nil
}
