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

// templates are a project per language, and what they have in common: a plugin that works, named acme.summary.
//
//go:embed all:_templates
var templates embed.FS

const templateID = "acme.summary"

// goMod can't be among the templates: it would make them a module of their own, which embed leaves out.
const goMod = "module " + templateID + "\n\ngo 1.24\n"

// pluginID is what a plugin may be called: a name, or an owner's and a name.
var pluginID = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}(?:\.[a-z][a-z0-9-]{0,31}){0,3}$`)

// New makes a project in dir: a small plugin that works, with its SDK and cases. lang is go, assemblyscript, c or typescript. name becomes the plugin's id; one
// without an owner before a dot gets "my.". dir is made where it is absent, and must be empty.
func New(dir, lang, name string) error {
	l := languageNamed(lang)
	switch {
	case l == nil:
		return fmt.Errorf("there is no language %q: it is %s", lang, languageNames())
	case !pluginID.MatchString(name):
		return fmt.Errorf("%q can't be a plugin's name: small letters, digits and hyphens, with dots between parts, as in acme.summary", name)
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

// scaffold gives a project's files by name.
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
		files["plugin.json"] = []byte(strings.NewReplacer(`"main.wasm"`, `"main.js"`, `"wasm"`, `"js"`).Replace(string(files["plugin.json"])))
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

// languageNames are the languages, for people: "go, assemblyscript, c or typescript".
func languageNames() string {
	last := len(languages) - 1
	names := make([]string, last)
	for i := range names {
		names[i] = languages[i].name
	}
	return strings.Join(names, ", ") + " or " + languages[last].name
}
