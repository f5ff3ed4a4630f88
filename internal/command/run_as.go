package command

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// account is a flag such as 65532:65532: a user and a group of the system, by number.
type account struct{ user, group int }

func (a *account) String() string {
	if *a == (account{}) {
		return ""
	}
	return fmt.Sprintf("%d:%d", a.user, a.group)
}

func (a *account) Set(text string) error {
	user, group, ok := strings.Cut(text, ":")
	uid, err := strconv.ParseUint(user, 10, 31)
	gid, failed := strconv.ParseUint(group, 10, 31)
	if !ok || err != nil || failed != nil || uid == 0 || gid == 0 {
		return errors.New("is a user and a group by their numbers, such as 65532:65532, and neither is root")
	}
	*a = account{int(uid), int(gid)}
	return nil
}

// become gives a folder to the account, and makes the process the account's, for good: containers start as root,
// because the volumes that they are given are root's. A process that is not root's must be the account's already.
func (a *account) become(dir string) error {
	if *a == (account{}) || os.Getuid() == a.user {
		return nil
	}
	if os.Getuid() != 0 {
		return fmt.Errorf("%w: --run-as %v: only root may become somebody else", errUsage, a)
	}
	if err := a.own(dir); err != nil {
		return fmt.Errorf("give the data to %v: %w", a, err)
	}
	if err := syscall.Setgroups([]int{a.group}); err != nil {
		return fmt.Errorf("leave root's groups: %w", err)
	}
	if err := syscall.Setgid(a.group); err != nil {
		return fmt.Errorf("join the group: %w", err)
	}
	if err := syscall.Setuid(a.user); err != nil {
		return fmt.Errorf("become the user: %w", err)
	}
	return nil
}

// own makes the account the owner of a folder, which is made where it is absent, and of all in it. It follows no links.
func (a *account) own(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, a.user, a.group)
	})
}
