package plugins_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"roomkey/internal/demo"
)

// Whoever changes main.zig builds main.wasm again, and then writes made.sha256, all in testdata/zig. The sums tell that
// one of them was changed alone: nothing here could build the module and look.
func TestZig_TheKeptModuleIsMadeOfTheKeptProgram(t *testing.T) {
	sums, err := os.ReadFile("testdata/zig/made.sha256")
	if err != nil {
		t.Fatal(err)
	}
	var now strings.Builder
	for _, name := range []string{"main.wasm", "main.zig"} {
		content, err := os.ReadFile(filepath.Join("testdata/zig", name))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&now, "%x  %s\n", sha256.Sum256(content), name)
	}
	if now.String() != string(sums) {
		t.Errorf("the files are\n%snot those that were made together:\n%sbuild main.wasm by the command of "+
			"docs/plugins.md, then: sha256sum main.wasm main.zig > made.sha256", now.String(), sums)
	}
}

// Zig by the page alone: its program and its build command, which runs where zig is installed. Elsewhere main.wasm in
// testdata/zig is what that command made of the same program.
func (s *server) runsZig(t *testing.T, sh *shell) {
	section := sectionOf(t, "plugins.md", "### Any other language")
	_, rest, _ := strings.Cut(section, "```zig\n")
	program, rest, _ := strings.Cut(rest, "```\n")
	_, rest, _ = strings.Cut(rest, "```json\n")
	build, _, _ := strings.Cut(rest, "\n```")
	kept, err := os.ReadFile("testdata/zig/main.zig")
	if err != nil {
		t.Fatal(err)
	}
	if program != string(kept) || !strings.Contains(build, "zig build-exe main.zig") {
		t.Fatalf("testdata/zig is made of another program than the page's, or of none: by %s, of\n%s", build, program)
	}
	sh.run("cd ..\nroomkey plugin new --lang go acme.zig\ncd acme.zig\n" +
		"rm -r main.go go.mod roomkey testdata\nmkdir testdata")
	manifest, err := os.ReadFile(filepath.Join(sh.dir, "plugin.json"))
	if err != nil {
		t.Fatal(err)
	}
	put := func(name, content string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(sh.dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	verb := "build"
	if _, err := exec.LookPath("zig"); err != nil {
		t.Log("zig is not installed: the module that was kept is tried")
		verb, build = "pack", ""
		wasm, err := os.ReadFile("testdata/zig/main.wasm")
		if err != nil {
			t.Fatal(err)
		}
		put("main.wasm", string(wasm))
	} else {
		build = "\n  " + build + ","
	}
	put("plugin.json", strings.Replace(string(manifest), `"abi": 1,`, `"abi": 1,`+build, 1))
	put("main.zig", program)
	put("testdata/plain.json", `{"input": {"listing": "5b0c1a52-6a0e-4c58-9d0b-2f1d3c4b5a69"}}`)
	put("testdata/plain.want.json", `{"output": {"summary": "A house", "by": "rules"}}`)
	said := sh.run("roomkey plugin " + verb + "\nroomkey plugin test zig.zip\n" +
		"roomkey plugin install zig.zip --unsigned --broker 'Demo Realty'\nroomkey plugin grant acme.zig")
	if !strings.Contains(said, "ok   plain\n") {
		t.Errorf("it says %s", said)
	}
	task := s.RunTask(s.Personal(demo.Agent1.Email), "acme.zig/summarise",
		m{"listing": "5b0c1a52-6a0e-4c58-9d0b-2f1d3c4b5a69"})
	var output struct{ Summary, By string }
	if err := json.Unmarshal(task.Output, &output); err != nil || output.Summary != "A house" || output.By != "rules" {
		t.Errorf("the task is %s and puts out %s", task.Status, task.Output)
	}
}
