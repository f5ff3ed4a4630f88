package guesttest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// RustMakesGuests reports whether PATH has a compiler of Rust with the library of the guests' target, wasm32-wasip1.
func RustMakesGuests() bool {
	root, err := exec.Command("rustc", "--print", "sysroot").Output()
	if err != nil {
		return false
	}
	_, err = os.Stat(filepath.Join(strings.TrimSpace(string(root)), "lib", "rustlib", "wasm32-wasip1", "lib"))
	return err == nil
}
