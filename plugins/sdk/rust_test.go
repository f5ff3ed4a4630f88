package sdk_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The SDK for Rust is one file, which is tested outside guests where there is a compiler.
func TestRust_ReadsAndWritesWhatAServerDoes(t *testing.T) {
	rustc, err := exec.LookPath("rustc")
	if err != nil {
		t.Skip("rustc is not installed")
	}
	program := filepath.Join(t.TempDir(), "tests")
	for _, command := range [][]string{
		{rustc, "--test", "--edition", "2021", "-o", program, filepath.Join("rust", "roomkey_test.rs")},
		{program},
		{rustc, "--edition", "2021", "-o", filepath.Join(filepath.Dir(program), "example"), example(t)},
		{rustc, "--edition", "2021", "-o", filepath.Join(filepath.Dir(program), "template"), template(t)},
	} {
		if said, err := exec.CommandContext(t.Context(), command[0], command[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", command, err, said)
		}
	}
}

// template writes the program of a new project beside a copy of the SDK, and returns its file.
func template(t *testing.T) string {
	t.Helper()
	program, err := os.ReadFile("../author/_templates/rust/main.rs")
	if err != nil {
		t.Fatal(err)
	}
	return beside(t, program)
}

// example writes the example of docs/plugins.md beside a copy of the SDK, and returns its file.
func example(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile("../../docs/plugins.md")
	if err != nil {
		t.Fatal(err)
	}
	_, block, found := strings.Cut(string(page), "```rust\n")
	block, _, ended := strings.Cut(block, "```")
	if err != nil || !found || !ended {
		t.Fatal(err, found, ended)
	}
	return beside(t, []byte(block))
}

// beside writes a program beside a copy of the SDK.
func beside(t *testing.T, program []byte) string {
	t.Helper()
	library, err := os.ReadFile(filepath.Join("rust", "roomkey.rs"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, data := range map[string][]byte{"main.rs": program, "roomkey.rs": library} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "main.rs")
}
