package plugins_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/plugins/guest/guesttest"
)

// sectionOf is a part of a page: from one heading to the next that is not below it.
func sectionOf(t testing.TB, page, heading string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", page))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(text), "\n"+heading+"\n")
	if !found {
		t.Fatalf("%s has no %q", page, heading)
	}
	level, _, _ := strings.Cut(heading, " ")
	for depth := range level {
		rest, _, _ = strings.Cut(rest, "\n"+level[:depth+1]+" ")
	}
	return rest
}

// commandsOf are the commands of a text: its one block of sh.
func commandsOf(t testing.TB, text string) string {
	t.Helper()
	blocks := strings.Split(text, "```sh\n")
	if len(blocks) != 2 {
		t.Fatalf("there are %d blocks of commands, not one, in %s", len(blocks)-1, text)
	}
	commands, _, _ := strings.Cut(blocks[1], "```")
	return commands
}

// shell runs commands as an author types them, with the plain program as roomkey.
type shell struct {
	t   testing.TB
	dir string
	env []string
}

// newShell is a shell beside a server.
func (s *server) newShell(t testing.TB) *shell {
	t.Helper()
	sh := &shell{t: t, dir: t.TempDir()}
	bin := t.TempDir()
	tools, err := filepath.Abs("../../plugins/node_modules")
	if err != nil {
		t.Fatal(err)
	}
	// What npm install would fetch is installed for the bundled plugins: in the same versions, which another test
	// holds.
	npm := fmt.Sprintf("#!/bin/sh\n[ \"$*\" = install ] && [ -f package.json ] && ln -s '%s' node_modules\n", tools)
	if err := os.WriteFile(filepath.Join(bin, "npm"), []byte(npm), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(roomkeytest.Plain(t), filepath.Join(bin, "roomkey")); err != nil {
		t.Fatal(err)
	}
	cache, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	caches := t.TempDir()
	if err := os.Mkdir(filepath.Join(caches, "roomkey"), 0o700); err != nil {
		t.Fatal(err)
	}
	roomkeytest.ShareCompiled(t, filepath.Join(caches, "roomkey", "compiled"))
	sh.env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"), "ROOMKEY_DATA="+s.Dir,
		"XDG_CACHE_HOME="+caches, "XDG_CONFIG_HOME="+t.TempDir(), "GOCACHE="+strings.TrimSpace(string(cache)))
	return sh
}

// run runs a block of commands, each of which must go well, and gives what they said. A cd in it lasts.
func (sh *shell) run(commands string) string {
	sh.t.Helper()
	where := filepath.Join(sh.t.TempDir(), "where")
	cmd := exec.Command("sh", "-exc", commands+"\npwd > "+where)
	cmd.Dir, cmd.Env = sh.dir, sh.env
	said, err := cmd.CombinedOutput()
	if err != nil {
		sh.t.Fatalf("%v:\n%s", err, said)
	}
	dir, err := os.ReadFile(where)
	if err != nil {
		sh.t.Fatal(err)
	}
	sh.dir = strings.TrimSpace(string(dir))
	return string(said)
}

// The first section of docs/plugins.md, as it stands there: made, tested, built, signed, trusted, installed, granted
// and run.
func TestDocs_TheFirstPluginInEachLanguageByTheCommandsOfThePage(t *testing.T) {
	t.Parallel()
	s := servePlain(t)
	agent := s.Personal(demo.Agent1.Email)
	var mine listed
	s.Get(agent, "/listings?limit=1&filter[owner]="+demo.Agent1.ID.String(), &mine)
	listing := mine.Items[0]
	install := sectionOf(t, "plugins.md", "### Sign, install, run")
	for _, language := range []string{"Go", "AssemblyScript", "C", "Rust", "TypeScript"} {
		t.Run(language, func(t *testing.T) {
			if language == "Rust" && !guesttest.RustMakesGuests() {
				t.Skip("rustc has no target wasm32-wasip1 here; plugins/author tests a project in Rust without it")
			}
			sh := s.newShell(t)
			said := sh.run(commandsOf(t, sectionOf(t, "plugins.md", "### "+language)))
			for _, want := range []string{"ok   with-model\n", "ok   without-model\n", "ok   not-there\n",
				"records.propose", "refused: unavailable", "summary.zip\n"} {
				if !strings.Contains(said, want) {
					t.Errorf("building it says no %q:\n%s", want, said)
				}
			}
			if said := sh.run("roomkey plugin test summary.zip"); !strings.Contains(said, "ok   without-model\n") {
				t.Errorf("testing the package says %s", said)
			}
			said = sh.run(commandsOf(t, install))
			for _, want := range []string{"acme.summary 1.0.0 is installed for Demo Realty",
				"acme.summary may now, for Demo Realty", "ready"} {
				if !strings.Contains(said, want) {
					t.Errorf("installing it says no %q:\n%s", want, said)
				}
			}
			_, request, _ := strings.Cut(install, "POST /api/v1/tasks\n")
			request, _, _ = strings.Cut(strings.Replace(request, "LISTING", listing.ID, 1), "\n")
			var asked struct {
				Workflow string
				Input    map[string]any
			}
			if err := json.Unmarshal([]byte(request), &asked); err != nil {
				t.Fatalf("%v in %s", err, request)
			}
			task := s.RunTask(agent, asked.Workflow, asked.Input)
			var output struct{ Summary, By string }
			if err := json.Unmarshal(task.Output, &output); err != nil || task.Status != "review" ||
				output.By != "rules" || len(task.Proposals) != 1 {
				t.Fatalf("the task is %+v: %v, %+v", task, err, output)
			}
			if status, body := s.Call(agent, "POST", "/tasks/"+task.ID+"/accept", map[string]any{}); status != 200 ||
				!strings.Contains(string(body), `"status":"completed"`) {
				t.Errorf("accept: %d %s", status, body)
			}
			var after record
			s.Get(agent, "/listings/"+listing.ID, &after)
			if after.Fields["PublicRemarks"] != output.Summary || output.Summary == "" {
				t.Errorf("the remarks are %q, the plugin wrote %q", after.Fields["PublicRemarks"], output.Summary)
			}
			if status, body := s.Call(agent, "POST", "/tasks/"+task.ID+"/undo", nil); status != 200 {
				t.Errorf("undo: %d %s", status, body)
			}
			sh.run("roomkey plugin remove acme.summary") // the next language is another author's, with another key
		})
	}
}

// Any other language, as the page says: a build command in plugin.json, pack, and the test of a package. A run that
// fails on the server leaves its log to who installed the plugin.
func TestDocs_AnyOtherLanguageByItsBuildCommand(t *testing.T) {
	t.Parallel()
	s := servePlain(t)
	sh := s.newShell(t)
	sh.run("roomkey plugin new --lang go acme.summary\ncd acme.summary")
	manifest := filepath.Join(sh.dir, "plugin.json")
	text, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), `"abi": 1,`, `"abi": 1,
  "build": "GOOS=wasip1 GOARCH=wasm go build -o main.wasm .",`, 1)
	if err := os.WriteFile(manifest, []byte(changed), 0o644); err != nil {
		t.Fatal(err)
	}
	said := sh.run("roomkey plugin build\nmv summary.zip built.zip\nroomkey plugin pack\ncmp summary.zip built.zip\n" +
		"mkdir elsewhere\nmv summary.zip elsewhere\nroomkey plugin test elsewhere/summary.zip --cases .\n" +
		"roomkey plugin install elsewhere/summary.zip --unsigned --broker 'Demo Realty'")
	for _, want := range []string{"acme.summary 1.0.0 (a package, ", "ok   without-model\n",
		"is installed for Demo Realty"} {
		if !strings.Contains(said, want) {
			t.Errorf("it says no %q:\n%s", want, said)
		}
	}
	// Two brokerages have it now: what is for one of them asks which, and does nothing before.
	sh.run("roomkey plugin install elsewhere/summary.zip --unsigned")
	before := sh.run("roomkey plugin list")
	for _, verb := range []string{"grant", "remove"} {
		said := sh.run("if roomkey plugin " + verb + " acme.summary; then exit 1; else [ $? = 2 ]; fi")
		if !strings.Contains(said, `"Demo Realty"`) || !strings.Contains(said, `"Other Realty"`) ||
			!strings.Contains(said, "--broker") {
			t.Errorf("%s says %s", verb, said)
		}
	}
	if after := sh.run("roomkey plugin list"); strings.Count(before, "waits for a grant") != 2 ||
		strings.Count(after, "waits for a grant") != 2 {
		t.Errorf("what was refused has changed\n%s to\n%s", before, after)
	}
	agent := s.Personal(demo.Agent1.Email) // nothing is granted, and so the step fails
	task := s.RunTask(agent, "acme.summary/summarise", m{"listing": "5b0c1a52-6a0e-4c58-9d0b-2f1d3c4b5a69"})
	said = sh.run("roomkey plugin logs acme.summary")
	if task.Status != "failed" || !strings.Contains(said, task.ID) || !strings.Contains(said, "failed: ") {
		t.Errorf("the task is %s, the log %s", task.Status, said)
	}
	s.runsZig(t, sh)
}
