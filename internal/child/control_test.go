package child_test

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"roomkey/internal/child"
)

func TestChild_KillEndsACallAtOnce(t *testing.T) {
	c := run(t, child.Config{})
	ask(t, c, "hello")
	for _, request := range []string{"hang", "spin"} {
		ended := make(chan error, 1)
		go func() {
			_, err := c.Call(t.Context(), []byte(request))
			ended <- err
		}()
		until(t, "the call is under way", func() bool { return underWay(c) })
		c.Kill("nobody wants it any more")
		var death *child.Death
		if err := <-ended; !errors.As(err, &death) || death.Outside || death.Overrun ||
			death.Reason != "nobody wants it any more" {
			t.Errorf("%s: the error is %v", request, err)
		}
		ask(t, c, "hello")
	}
}

func TestChild_CountsItsProcessorTime(t *testing.T) {
	c := run(t, child.Config{})
	ask(t, c, "hello")
	ended := make(chan error, 1)
	go func() {
		_, err := c.Call(t.Context(), []byte("spin"))
		ended <- err
	}()
	until(t, "it has spun for 50 ms", func() bool {
		used, err := c.CPU()
		return err == nil && used > 50*time.Millisecond
	})
	c.Kill("enough")
	<-ended
}

func TestChild_BareGetsNothingOfOurEnvironment(t *testing.T) {
	t.Setenv("ROOMKEY_CANARY", "secret")
	inherits := run(t, child.Config{})
	if got := ask(t, inherits, "env"); got != "secret" {
		t.Errorf("the child's canary is %q: this test can't fail", got)
	}
	bare := run(t, child.Config{Bare: true, Env: []string{"GIVEN=yes"}})
	if got := ask(t, bare, "env"); got != "" {
		t.Errorf("the child's canary is %q", got)
	}
}

// A child that spares a processor may use one processor less than we, in all its threads, and ours stay the same.
func TestChild_SparesProcessors(t *testing.T) {
	ours := processors(t, os.Getpid())
	if ours == 1 {
		t.Log("this machine has one processor: there is none to spare")
	}
	for spared, want := range map[int]int{0: ours, 1: max(1, ours-1), 1000: ours} {
		started := make(chan int, 1)
		run(t, child.Config{Spared: spared, Hooks: child.Hooks{Started: func(pid int) { started <- pid }}})
		if got := processors(t, <-started); got != want {
			t.Errorf("a child that spares %d has %d of our %d processors", spared, got, ours)
		}
	}
	if now := processors(t, os.Getpid()); now != ours {
		t.Errorf("we have %d processors, and had %d", now, ours)
	}
}

// processors returns the number of processors that every thread of a process may use.
func processors(t *testing.T, pid int) (count int) {
	t.Helper()
	threads, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, thread := range threads {
		id, err := strconv.Atoi(thread.Name())
		if err != nil {
			t.Fatal(err)
		}
		var set unix.CPUSet
		if err := unix.SchedGetaffinity(id, &set); err != nil {
			t.Fatal(err)
		}
		if count != 0 && set.Count() != count {
			t.Errorf("one thread has %d processors, another %d", count, set.Count())
		}
		count = set.Count()
	}
	return count
}
