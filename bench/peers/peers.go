// Package peers runs stock Automerge programs (Node, from npm) for tests and benchmarks. It refuses to be part of the
// server: only tests and benchmarks import it.
//
//	out, err := peers.Command(ctx, "vectors.mjs", "42").Output()
package peers

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
)

// Dir is the folder of the peers' scripts and of their node_modules.
func Dir() string { return filepath.Join(Root(), "bench", "peers") }

// Root is the repository's folder: the one above the working folder that holds go.mod. It panics where there is none.
// Binaries that are built with -trimpath don't hold it.
var Root = sync.OnceValue(func() string {
	dir, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		above := filepath.Dir(dir)
		if above == dir {
			panic("stock peers run in Roomkey's repository")
		}
		dir = above
	}
})

// Install makes node_modules as package-lock.json has it, once a process, unless it is there and newer than the lock
// file. Test binaries of several packages may call it at the same time: a lock on the folder lets one of them work.
var Install = sync.OnceValue(func() error {
	dir := Dir()
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer folder.Close()
	if err := syscall.Flock(int(folder.Fd()), syscall.LOCK_EX); err != nil {
		return fmt.Errorf("lock %s: %w", dir, err)
	}
	defer func() { _ = syscall.Flock(int(folder.Fd()), syscall.LOCK_UN) }()
	lock, err := os.Stat(filepath.Join(dir, "package-lock.json"))
	if err != nil {
		return err
	}
	if made, err := os.Stat(filepath.Join(dir, "node_modules", ".package-lock.json")); err == nil &&
		!made.ModTime().Before(lock.ModTime()) {
		return nil
	}
	install := exec.Command("npm", "ci", "--no-audit", "--no-fund")
	install.Dir = dir
	if out, err := install.CombinedOutput(); err != nil {
		return fmt.Errorf("npm ci in %s: %w\n%s", dir, err, out)
	}
	return nil
})

// Command is a Node process that runs one of the folder's scripts; call Install first. It is killed when ctx ends.
func Command(ctx context.Context, script string, args ...string) *exec.Cmd {
	return node(ctx, append([]string{filepath.Join(Dir(), script)}, args...))
}

// Brief is as Command for a script that soon ends: Node does not spend a second of processor time on optimising
// Automerge's WebAssembly.
func Brief(ctx context.Context, script string, args ...string) *exec.Cmd {
	return node(ctx, append([]string{"--liftoff-only", filepath.Join(Dir(), script)}, args...))
}

func node(ctx context.Context, args []string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "node", args...)
	cmd.Dir = Dir()
	cmd.Stderr = os.Stderr
	return cmd
}
