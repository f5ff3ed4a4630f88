package author

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"roomkey/plugins/sdk"
)

// templates hold a project for each language, and the files that all projects share: a working plugin named
// acme.summary.
//
//go:embed all:_templates
var templates embed.FS

const templateID = "acme.summary"

// goMod is not a file among the templates: it would make them a separate module, which embed leaves out.
const goMod = "module " + templateID + "\n\ngo 1.24\n"

// pluginID matches a plugin's id: a name, or an owner and a name with a dot between them.
var pluginID = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}(?:\.[a-z][a-z0-9-]{0,31}){0,3}$`)

// New makes a project in dir: a small working plugin, with its SDK and cases. lang is go, assemblyscript, c, rust or
// typescript. name becomes the plugin's id; a name without an owner gets the prefix "my.". New makes dir if it does not
// exist; otherwise dir must be empty.
func New(dir, lang, name string) error {
	l := languageNamed(lang)
	switch {
	case l == nil:
		return fmt.Errorf("there is no language %q: it is %s", lang, languageNames())
	case !pluginID.MatchString(name):
		return fmt.Errorf(
			"%q is not a valid plugin name: use lower-case letters, digits and hyphens, with dots between parts, as "+
				"in acme.summary", name)
	}
	if !strings.Contains(name, ".") {
		name = "my." + name
	}
	files, err := l.scaffold(name)
	if err != nil {
		return err
	}
	if there, err := os.ReadDir(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	} else if len(there) > 0 {
		return fmt.Errorf("%s is not empty", dir)
	}
	for name, data := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// scaffold returns a project's files by name.
func (l *language) scaffold(id string) (map[string][]byte, error) {
	files := make(map[string][]byte)
	for _, root := range []string{"_templates/common", "_templates/" + l.name} {
		err := fs.WalkDir(templates, root, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			data, err := templates.ReadFile(name)
			files[strings.TrimPrefix(name, root+"/")] = []byte(strings.ReplaceAll(string(data), templateID, id))
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	files[".gitignore"] = files["gitignore"]
	delete(files, "gitignore")
	if l.entry == "main.js" {
		files["plugin.json"] = []byte(strings.NewReplacer(`"main.wasm"`, `"main.js"`, `"wasm"`,
			`"js"`).Replace(string(files["plugin.json"])))
	}
	copied, err := sdk.Files(l.name)
	if err != nil {
		return nil, err
	}
	for name, data := range copied {
		if l.name == "go" {
			name = path.Join("roomkey", name)
		}
		files[name] = data
	}
	if l.name == "go" {
		files["go.mod"] = []byte(strings.ReplaceAll(goMod, templateID, id))
	}
	return files, nil
}

func languageNamed(name string) *language {
	for i := range languages {
		if languages[i].name == name {
			return &languages[i]
		}
	}
	return nil
}

// languageNames lists the languages: "go, assemblyscript, c, rust or typescript".
func languageNames() string {
	last := len(languages) - 1
	names := make([]string, last)
	for i := range names {
		names[i] = languages[i].name
	}
	return strings.Join(names, ", ") + " or " + languages[last].name
}
