// Package testbuild builds the programs that tests run, into the repository's bin/test. All packages' tests share them:
// go leaves a file alone that is current. It refuses to work outside the repository.
//
//	file, err := testbuild.Build("process", "-trimpath", "roomkey/plugins/guest/guesttest/process")
package testbuild

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
)

// Root is the repository's folder, above the one that the process works in. It panics where there is none.
var Root = sync.OnceValue(func() string {
	dir, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if above := filepath.Dir(dir); above != dir {
			dir = above
			continue
		}
		panic("these tests run in Roomkey's repository")
	}
})

// Folder is where the builds are: bin/test.
func Folder() string { return filepath.Join(Root(), "bin", "test") }

// Lock keeps others out of the folder of builds until unlock is called: other tests, and other packages' too.
func Lock() (unlock func(), err error) {
	if err := os.MkdirAll(Folder(), 0o700); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(filepath.Join(Folder(), "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return func() { _ = file.Close() }, nil
}

// Build has go build make a file of this name in the folder of builds, and gives its path. args are go build's, with
// the package last.
func Build(name string, args ...string) (file string, err error) {
	unlock, err := Lock()
	if err != nil {
		return "", err
	}
	defer unlock()
	file = filepath.Join(Folder(), name)
	cmd := exec.Command("go", append([]string{"build", "-buildvcs=false", "-o", file}, args...)...)
	cmd.Dir = Root()
	if said, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build %s: %w\n%s", strings.Join(args, " "), err, said)
	}
	return file, nil
}
