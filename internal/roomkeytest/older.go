package roomkeytest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"roomkey/internal/testbuild"
)

// older is a variable with the commit that Older builds; without it, it is the one before.
const older = "TEST_OLDER"

// olderMark begins the names of the files of Older.
const olderMark = "roomkey-"

// Older builds the program as it was one commit ago, or at the commit that TEST_OLDER names, and gives its file. It
// holds the app and the plugins of now. source tells whether the program's sources had a word in Go. The test is
// skipped where there is no such commit: outside a repository, or in a clone of one commit.
func Older(t testing.TB) (file string, source func(word string) bool) {
	t.Helper()
	commit := olderCommit(t)
	t.Logf("the program of before is of commit %s", commit)
	source = func(word string) bool {
		_, err := gitSays("grep", "--quiet", "--fixed-strings", word, commit, "--", "*.go")
		return err == nil
	}
	plain.path(t)
	unlock, err := testbuild.Lock()
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	file = filepath.Join(testbuild.Folder(), olderMark+commit[:12])
	if _, err := os.Stat(file); err == nil {
		return file, source
	}
	if err := buildOlder(t.TempDir(), commit, file); err != nil {
		t.Fatal(err)
	}
	return file, source
}

// olderCommit is the commit of Older. The test is skipped where there is none.
func olderCommit(t testing.TB) string {
	t.Helper()
	wanted := os.Getenv(older)
	if wanted == "" {
		wanted = "HEAD^1"
	}
	commit, err := gitSays("rev-parse", "--verify", "--quiet", wanted+"^{commit}")
	if err != nil {
		t.Skipf("there is no commit %s here: nothing of before can be built", wanted)
	}
	return commit
}

// OlderSource gives a copy of a folder of the repository as it was for Older.
func OlderSource(t testing.TB, folder string) string {
	t.Helper()
	dir := t.TempDir()
	archive := filepath.Join(dir, "source.tar")
	_, err := gitSays("archive", "--output", archive, olderCommit(t), folder)
	if err == nil {
		err = exec.Command("tar", "-xf", archive, "-C", dir).Run()
	}
	if err != nil {
		t.Fatalf("%s of before: %v", folder, err)
	}
	return filepath.Join(dir, folder)
}

// buildOlder builds a commit's program in a folder.
func buildOlder(dir, commit, file string) error {
	archive := filepath.Join(dir, "source.tar")
	if _, err := gitSays("archive", "--output", archive, commit); err != nil {
		return err
	}
	steps := [][]string{{"tar", "-xf", archive}}
	for _, built := range []string{"web/dist", "plugins/dist", "plugins/guest/quickjs/dist"} { // in no commit
		steps = append(steps, []string{"cp", "-r", filepath.Join(testbuild.Root(), built) + "/.", built})
	}
	steps = append(steps, []string{"go", "build", "-trimpath", "-buildvcs=false", "-o", file, "./cmd/roomkey"})
	for _, step := range steps {
		cmd := exec.Command(step[0], step[1:]...)
		cmd.Dir = dir
		if said, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w\n%s", strings.Join(step, " "), err, said)
		}
	}
	return nil
}

func gitSays(args ...string) (string, error) {
	cmd := exec.Command("git", args...)
	cmd.Dir = testbuild.Root()
	said, err := cmd.Output()
	return strings.TrimSpace(string(said)), err
}

// Use has a server run another build of the program from the next start on, and gives the one that ran before.
func Use(s *Server, file string) (before string) {
	before, s.binary = s.binary, file
	return before
}

// ReplaceData has a server that does not run hold a copy of other data than the demo's, whose tokens it does not know.
func ReplaceData(s *Server, from string) {
	s.T.Helper()
	if err := os.RemoveAll(s.Dir); err != nil {
		s.T.Fatal(err)
	}
	CopyData(s.T, s.Dir, from)
	s.tokens = nil
}

// isOlder reports whether a build is one of Older, which may not know the newest flags.
func isOlder(file string) bool { return strings.HasPrefix(filepath.Base(file), olderMark) }
