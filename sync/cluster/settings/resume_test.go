package settings_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
)

// ChangedSettings counts what it gives out.
func (r *region) ChangedSettings(ctx context.Context, after uint64, most, bytes int) (crm.SettingPage, error) {
	page, err := r.Store.ChangedSettings(ctx, after, most, bytes)
	r.given.Add(int64(len(page.Settings)))
	return page, err
}

func copyDir(t *testing.T, dir string) string {
	t.Helper()
	copied := t.TempDir()
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return copied
}

// A region that starts again is told what it lacks, and tells what others lack. So does one whose database was put
// back, although it counts from a number that it has used before.
func TestSettings_GoOnAfterAStart(t *testing.T) {
	inRegions(t, func(t *testing.T, c *cluster, u *crm.User) {
		if err := c.regions["a"].AddUser(t.Context(), u, "hash"); err != nil {
			t.Fatal(err)
		}
		pass(10 * time.Second)
		var many []string
		for i := range 200 {
			many = append(many, fmt.Sprintf(`"a%03d":1`, i))
		}
		set := func(name, last string) {
			c.set(name, u.ID, "{"+strings.Join(many, ",")+`,"b":`+last+"}")
		}
		set("a", "1")
		pass(time.Minute)
		c.regions["a"].Stop()
		given := func(want int64) {
			t.Helper()
			pass(time.Minute)
			sum := int64(0)
			for _, name := range names {
				sum += c.regions[name].given.Swap(0)
			}
			if sum > want {
				t.Errorf("regions have given out %d settings", sum)
			}
		}
		set("b", "2")
		given(1000)
		c.open("a", c.regions["a"].dir, 9)
		given(10)
		c.want(u.ID, "{"+strings.Join(many, ",")+`,"b":2}`, names...)
		set("a", "3")
		pass(time.Minute)
		kept := copyDir(t, c.regions["a"].dir)
		set("a", "4")
		set("a", "5")
		pass(time.Minute)
		c.regions["a"].Stop()
		c.Isolate("a")
		c.open("a", kept, 10)
		set("a", "6") // by a number that a has used for another change
		pass(10 * time.Second)
		c.HealAll()
		given(1000)
		c.want(u.ID, "{"+strings.Join(many, ",")+`,"b":6}`, names...)
		for _, name := range names {
			c.regions[name].Stop()
		}
	})
}
