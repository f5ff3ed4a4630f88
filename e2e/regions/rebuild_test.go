package regions_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/volume"
)

// All have lost the order of rows and a region is gone. An operator makes the order again without it; the region that
// is back later lacks nothing. A region whose folder is lost gets a copy of another one's.
func TestRebuild_WithoutARegionThatIsGone(t *testing.T) {
	volume.Soak(t)
	t.Parallel()
	r := roomkeytest.StartRegions(t, "abc", nil)
	a, c := r.Region("a"), r.Region("c")
	in := a.SignIn(demo.Agent1.Email)
	_, token, status := personal(a, in)
	if status/100 != 2 {
		t.Fatalf("a makes a token: %d", status)
	}
	roomkeytest.Eventually(t, "the token counts in c", func() bool { return counts(c, token) })
	rebuild := func(flags ...string) (said string, ok bool) {
		out, err := a.Command(append([]string{"region", "rebuild", "--data", a.Dir}, flags...)...).CombinedOutput()
		return string(out), err == nil
	}
	if said, ok := rebuild("--yes"); ok || !strings.Contains(said, "there is an order of rows") {
		t.Errorf("where there is an order: %s", said)
	}
	for _, name := range []string{"a", "b", "c"} {
		r.Region(name).Kill()
		if err := os.RemoveAll(filepath.Join(r.Region(name).Dir, "nats")); err != nil {
			t.Fatal(err)
		}
	}
	a.Start()
	r.Region("b").Start()
	var said string
	roomkeytest.Eventually(t, "a knows what is lost", func() bool {
		said, _ = rebuild()
		return strings.Contains(said, "say --yes")
	})
	if !strings.Contains(said, "Region c has not been heard since") {
		t.Errorf("before it is done: %s", said)
	}
	roomkeytest.Eventually(t, "a makes the order again", func() bool {
		said, ok := rebuild("--yes")
		return ok && strings.Contains(said, "is made again")
	})
	makes := func(s *roomkeytest.Server, in string) func() bool {
		return func() bool {
			_, _, status := personal(s, in)
			return status/100 == 2
		}
	}
	roomkeytest.Eventually(t, "a makes tokens again", makes(a, a.SignIn(demo.Agent1.Email)))

	copied := filepath.Join(t.TempDir(), "copy")
	if out, err := a.Command("backup", "--data", a.Dir, copied).CombinedOutput(); err != nil {
		t.Fatalf("backup: %v %s", err, out)
	}
	if err := os.RemoveAll(c.Dir); err != nil {
		t.Fatal(err)
	}
	if out, err := c.Command("restore", "--data", c.Dir, copied).CombinedOutput(); err != nil {
		t.Fatalf("restore: %v %s", err, out)
	}
	c.Start()
	r.AllWell()
	roomkeytest.Eventually(t, "c makes tokens again", makes(c, c.SignIn(demo.Agent1.Email)))
}
