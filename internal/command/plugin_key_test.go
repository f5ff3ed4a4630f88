package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"roomkey/plugins"
)

// A private key is never made where a project's files are, by whatever way its place is named.
func TestPluginSign_MakesNoKeyInsideTheProject(t *testing.T) {
	home, project := t.TempDir(), t.TempDir()
	repository := t.TempDir()
	below := filepath.Join(repository, "plugins", "x")
	for _, dir := range []string{filepath.Join(project, "deep"), below, filepath.Join(repository, ".git")} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	manifest := []byte(`{"id":"acme.x","version":"1.0.0","abi":1,"entry":"main.js","runtime":"js","steps":[` +
		`{"name":"run","title":"Run","input":{},"output":{}}],"capabilities":{},"limits":{}}`)
	packed, err := plugins.Zip(map[string][]byte{"plugin.json": manifest, "main.js": nil})
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{filepath.Join(project, "plugin.json"): manifest, filepath.Join(project, "x.zip"): packed,
		filepath.Join(below, "x.zip"): packed}
	for name, data := range files {
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	link := filepath.Join(home, "link")
	if err := os.Symlink(project, link); err != nil {
		t.Fatal(err)
	}
	sign := func(args ...string) (string, int) {
		status, said := runs(t, "HOME="+home, append([]string{"plugin", "sign"}, args...)...)
		return said, status
	}
	for _, c := range []struct{ pkg, key string }{
		{filepath.Join(project, "x.zip"), filepath.Join(project, "acme.key")},
		{filepath.Join(project, "x.zip"), filepath.Join(project, "deep", "new", "acme.key")},
		{filepath.Join(project, "x.zip"), filepath.Join(link, "acme.key")},
		{filepath.Join(below, "x.zip"), filepath.Join(repository, "acme.key")},
	} {
		said, status := sign(c.pkg, "--key", c.key)
		if status == 0 || !strings.Contains(said, "is inside the project") {
			t.Errorf("%s: %d %s", c.key, status, said)
		}
		if _, err := os.Stat(c.key); err == nil {
			t.Errorf("it made %s", c.key)
		}
	}
	file := filepath.Join(home, ".config", "roomkey", "plugin.key")
	said, status := sign(filepath.Join(project, "x.zip"))
	if status != 0 || !strings.Contains(said, "made a key in "+file) {
		t.Errorf("without --key: %d %s", status, said)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key's file: %v, %v", info, err)
	}
	if said, status := sign(filepath.Join(below, "x.zip")); status != 0 || strings.Contains(said, "made a key") {
		t.Errorf("a second package: %d %s", status, said)
	}
}
