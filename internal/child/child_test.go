package child_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"roomkey/internal/child"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "test-child" {
		if err := child.Serve(obey); err != nil {
			os.Exit(3)
		}
		return
	}
	os.Exit(m.Run())
}

// obey does what a request says, good or bad.
func obey(request []byte) []byte {
	word, rest, _ := strings.Cut(string(request), " ")
	switch word {
	case "die":
		syscall.Kill(os.Getpid(), syscall.SIGABRT)
		select {}
	case "exit":
		os.Exit(4)
	case "panic":
		panic(rest)
	case "hang":
		<-time.After(time.Hour)
	case "spin":
		for n := uint64(1); n != 0; n += 2 { // always odd, so it never ends
		}
	case "pid":
		return []byte(itoa(os.Getpid()))
	case "env":
		return []byte(os.Getenv("ROOMKEY_CANARY"))
	case "complain":
		for range 1000 {
			os.Stderr.WriteString(strings.Repeat("x", 1000) + "\n")
		}
	case "eat":
		var kept [][]byte
		for range 1024 {
			block := make([]byte, 1<<20)
			for i := range block {
				block[i] = 1
			}
			kept = append(kept, block)
		}
		return []byte(itoa(len(kept)))
	}
	return request
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + string(rune('0'+n%10))
}

// run starts a child for the duration of the test.
func run(t testing.TB, config child.Config) *child.Child {
	t.Helper()
	config.Args = []string{"test-child"}
	c := child.New(config)
	ctx, cancel := context.WithCancel(context.Background())
	var group sync.WaitGroup
	group.Go(func() {
		if err := c.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() { cancel(); group.Wait() })
	return c
}

func ask(t testing.TB, c *child.Child, request string) string {
	t.Helper()
	answer, err := c.Call(t.Context(), []byte(request))
	if err != nil {
		t.Fatalf("%s: %v", request, err)
	}
	return string(answer)
}

func TestChild_Answers(t *testing.T) {
	c := run(t, child.Config{})
	if got := ask(t, c, "hello there"); got != "hello there" {
		t.Errorf("the answer is %q", got)
	}
	if ask(t, c, "pid") == itoa(os.Getpid()) {
		t.Error("the child is the parent")
	}
}

func TestChild_TellsHowItDied(t *testing.T) {
	c := run(t, child.Config{CallTimeout: 300 * time.Millisecond})
	for _, tc := range []struct {
		request, reason  string
		overrun, outside bool
	}{
		{"die", "exit status 2", false, false},
		{"exit", "exit status 4", false, false},
		{"panic aloud", "exit status 2", false, false},
		{"hang", "exceeded", true, false},
		{"spin", "exceeded", true, false},
	} {
		t.Run(tc.request, func(t *testing.T) {
			ask(t, c, "hello")
			_, err := c.Call(t.Context(), []byte(tc.request))
			var death *child.Death
			if !errors.As(err, &death) || !strings.Contains(death.Reason, tc.reason) || death.Overrun != tc.overrun ||
				death.Outside != tc.outside {
				t.Errorf("the error is %#v (%v), want %q", err, err, tc.reason)
			}
			if got := ask(t, c, "again"); got != "again" {
				t.Errorf("the next child answers %q", got)
			}
		})
	}
}

// A child that is rarely needed has a process only while somebody calls it.
func TestChild_EndsAnIdleProcessAndStartsAnotherForTheNextCall(t *testing.T) {
	started := make(chan int, 10)
	c := run(t, child.Config{CallTimeout: 100 * time.Millisecond, IdleTimeout: 20 * time.Millisecond,
		Hooks: child.Hooks{Started: func(pid int) { started <- pid },
			Died: func(d *child.Death) { t.Errorf("it died: %v", d) }}})
	if len(started) != 0 {
		t.Error("it has a process before the first call")
	}
	for range 3 {
		ask(t, c, "hello")
		pid := <-started
		until(t, "the idle process has ended", func() bool { return syscall.Kill(pid, 0) != nil })
	}
}
