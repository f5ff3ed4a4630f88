package author_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"roomkey/plugins/author"
	"roomkey/plugins/guest/guesttest"
)

func TestMain(m *testing.M) { guesttest.Main(m) }

var languages = []string{"go", "assemblyscript", "c", "typescript"}

// tools returns the folder of the compilers from npm.
func tools(t *testing.T) string {
	dir, err := filepath.Abs("../node_modules")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestSDK_SaysTheSameInEveryLanguage(t *testing.T) {
	h := guesttest.Host(t)
	large := make([]byte, 1<<20+5) // read in two pieces
	for i := range large {
		large[i] = byte(7*i + 3)
	}
	file := filepath.Join("testdata", "sdk", "cases", "large.bin") // too large to be kept
	if err := os.WriteFile(file, large, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Remove(file) })
	for _, language := range allLanguages {
		t.Run(language, func(t *testing.T) {
			var said bytes.Buffer
			dir := filepath.Join("testdata", "sdk", language)
			if err := author.TestPackage(t.Context(), h, sdkPackage(t, language), dir, &said); err != nil {
				t.Fatalf("%v\n%s", err, said.Bytes())
			}
			if !strings.Contains(said.String(), "log              a line of the author's\n") {
				t.Errorf("the transcript lacks the author's log:\n%s", said.Bytes())
			}
		})
	}
}

// scaffold makes a project that can be built.
func scaffold(t *testing.T, language string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "project")
	if err := author.New(dir, language, "acme.summary"); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(tools(t), filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	return dir
}

// edit replaces a text in a project's file.
func edit(t *testing.T, file, old, new string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), old, new, 1)
	if changed == string(text) {
		t.Fatalf("%s has no %q", file, old)
	}
	if err := os.WriteFile(file, []byte(changed), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestTest_TellsTheAuthorWhatWentWrong(t *testing.T) {
	h := guesttest.Host(t)
	for _, c := range []struct {
		name, language, file, old, new string
		want                           []string
	}{
		{"a panic in Go", "go", "main.go", `t.Progress(30,`, `panic("lost at sea"); t.Progress(30,`,
			[]string{"log              panic: lost at sea", "main.summarise(", "the guest ended badly (exit)"}},
		{"an index out of range in AssemblyScript", "assemblyscript", "main.ts", `task.progress(30,`,
			`log(["a"][task.attempt]); task.progress(30,`,
			[]string{"Index out of range", "the guest ended badly (trap)", "summarise("}},
		{"a bad pointer in C", "c", "main.c", `rk_progress(30,`,
			`fputs("here\n", stderr); *(volatile char *)0xfffffff0 = 1; rk_progress(30,`, []string{
				"log              here", "the guest ended badly (trap)", ".summarise("}},
		{"an exception in TypeScript", "typescript", "main.ts", `task.progress(30,`,
			`(undefined as never as string).trim(); task.progress(30,`,
			[]string{"log              TypeError", "at summarise (main.js:", "task.fail"}},
		{"an endless loop", "typescript", "main.ts", `task.progress(30,`, `while (Date.now() > 0) {} task.progress(30,`,
			[]string{"the guest ended badly (timeout)"}},
		{"a capability that is not asked for", "typescript", "plugin.json", `"listing.PublicRemarks"`,
			`"listing.PrivateRemarks"`,
			[]string{
				"refused: denied: changes/0: plugin.json does not ask for the capability records.propose of " +
					"listing.PublicRemarks"}},
		{"an output that does not fit", "typescript", "plugin.json", `"enum": ["model", "rules"]`, `"enum": ["nobody"]`,
			[]string{`refused: invalid: output/by: must be one of: "nobody"`}},
		{"another outcome", "typescript", "main.ts", `bedrooms for`, `rooms for`, []string{"the result differs",
			"-     \"summary\": \"7288 Hazel Ave, Sacramento: 4 bedrooms",
			"+     \"summary\": \"7288 Hazel Ave, Sacramento: 4 rooms"}},
		{"a value that the field does not take", "typescript", "main.ts", `PublicRemarks: summary`, `PublicRemarks: 5`,
			[]string{"refused: invalid: changes/0/PublicRemarks: must be a text"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := scaffold(t, c.language)
			edit(t, filepath.Join(dir, c.file), c.old, c.new)
			if c.language == "assemblyscript" {
				edit(t, filepath.Join(dir, c.file), "array, object", "array, log, object")
			}
			if strings.Contains(c.new, "while (") {
				edit(t, filepath.Join(dir, "plugin.json"), `"seconds": 60`, `"seconds": 1`)
			}
			var said bytes.Buffer
			err := author.Test(t.Context(), h, os.Environ(), dir, &said)
			if err == nil || !strings.Contains(err.Error(), "cases failed") {
				t.Errorf("the error is %v", err)
			}
			for _, want := range c.want {
				if !strings.Contains(said.String(), want) {
					t.Errorf("the transcript lacks %q:\n%s", want, said.Bytes())
				}
			}
		})
	}
}

func TestTest_SaysWhatACaseShouldHave(t *testing.T) {
	h := guesttest.Host(t)
	dir := scaffold(t, "typescript")
	want := filepath.Join(dir, "testdata", "with-model.want.json")
	kept, err := os.ReadFile(want)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(want); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	if err := author.Test(t.Context(), h, os.Environ(), dir, &said); err == nil ||
		!strings.Contains(said.String(),
			"put it into testdata/with-model.want.json:\n"+strings.TrimSpace(string(kept))) {
		t.Errorf("%v\n%s", err, said.Bytes())
	}
	if err := author.Accept(t.Context(), h, os.Environ(), dir, &said); err != nil {
		t.Fatal(err)
	}
	accepted, err := os.ReadFile(want)
	if err != nil || !bytes.Equal(accepted, kept) {
		t.Errorf("accepted %s, %v, want %s", accepted, err, kept)
	}
	edit(t, filepath.Join(dir, "testdata", "with-model.json"), `"listing":`, `"listin":`)
	said.Reset()
	if err := author.Test(t.Context(), h, os.Environ(), dir, &said); err == nil ||
		!strings.Contains(said.String(), "the input does not fit the schema of summarise: invalid /listin") {
		t.Errorf("%v\n%s", err, said.Bytes())
	}
}

func TestBuild_GivesTheSameBytesForTheSameSources(t *testing.T) {
	dir := scaffold(t, "typescript")
	var packages [2][]byte
	for i := range packages {
		file, err := author.Build(t.Context(), os.Environ(), dir, filepath.Join(t.TempDir(), "out.zip"))
		if err != nil {
			t.Fatal(err)
		}
		if packages[i], err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(packages[0], packages[1]) {
		t.Error("two builds differ")
	}
}

func TestBuild_SaysWhatIsMissing(t *testing.T) {
	empty := t.TempDir()
	if _, err := author.Build(t.Context(), os.Environ(), empty, ""); err == nil ||
		!strings.Contains(err.Error(), "no plugin.json") {
		t.Errorf("an empty folder: %v", err)
	}
	dir := scaffold(t, "c")
	edit(t, filepath.Join(dir, "main.c"), "rk_progress(30", "rk_progres(30")
	if _, err := author.Build(t.Context(), os.Environ(), dir, ""); err == nil ||
		!strings.Contains(err.Error(), "exit status 1\nmain.c:11:3: error: ") {
		t.Errorf("a misspelt function: %v", err)
	}
	if err := os.Remove(filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	if _, err := author.Build(t.Context(), os.Environ(), dir, ""); err == nil ||
		!strings.Contains(err.Error(), "run `npm install` in "+dir) {
		t.Errorf("no node_modules: %v", err)
	}
	without := []string{"PATH=" + empty}
	if _, err := author.Build(t.Context(), without, scaffold(t, "go"), ""); err == nil ||
		!strings.Contains(err.Error(), "go is not installed: get Go 1.24 or later, from https://go.dev/dl") {
		t.Errorf("no Go: %v", err)
	}
	if _, err := author.Build(t.Context(), without, scaffold(t, "typescript"), ""); err == nil ||
		!strings.Contains(err.Error(), "node is not installed: get Node 20") {
		t.Errorf("no Node: %v", err)
	}
	edit(t, filepath.Join(dir, "plugin.json"), "main.wasm", "main.js")
	if _, err := author.Build(t.Context(), os.Environ(), dir, ""); err == nil ||
		!strings.Contains(err.Error(), `make the entry "main.js"`) {
		t.Errorf("a C program as main.js: %v", err)
	}
}

func TestNew_RefusesWhatItCannotMake(t *testing.T) {
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "a"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, dir, language, plugin, want string }{
		{"a language that is not there", "x", "cobol", "acme.summary",
			`there is no language "cobol": it is go, assemblyscript, c, rust or typescript`},
		{"a name that is none", "x", "go", "../etc", `is not a valid plugin name`},
		{"a folder that is not empty", full, "go", "acme.summary", "is not empty"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := c.dir
			if !filepath.IsAbs(dir) {
				dir = filepath.Join(t.TempDir(), dir)
			}
			if err := author.New(dir, c.language, c.plugin); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			if there, err := os.ReadDir(dir); len(there) > 1 || err == nil && c.dir == "x" {
				t.Errorf("it made %v", there)
			}
		})
	}
}

func TestNew_GivesANameAnOwner(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "p")
	if err := author.New(dir, "go", "greeter"); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{"plugin.json": `"id": "my.greeter"`, "go.mod": "module my.greeter\n",
		"main.go": `"my.greeter/roomkey"`} {
		if text, err := os.ReadFile(filepath.Join(dir, file)); err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s lacks %q: %v", file, want, err)
		}
	}
}

// Projects pin the tools that build the bundled plugins, because those versions are tested.
func TestNew_PinsTheToolsOfTheBundledPlugins(t *testing.T) {
	type manifest struct{ DevDependencies map[string]string }
	read := func(file string) (m manifest) {
		text, err := os.ReadFile(file)
		if err == nil {
			err = json.Unmarshal(text, &m)
		}
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	pinned := map[string]string{}
	for _, language := range languages[1:] {
		maps.Copy(pinned, read(filepath.Join("_templates", language, "package.json")).DevDependencies)
	}
	if ours := read("../package.json").DevDependencies; !maps.Equal(pinned, ours) {
		t.Errorf("projects pin %v, the bundled plugins %v", pinned, ours)
	}
}
