package child_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"roomkey/internal/child"
)

// until waits for a condition that another goroutine or process brings about.
func until(t testing.TB, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !condition(); <-time.After(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: never", what)
		}
	}
}

func TestChild_PipelinesInOrder(t *testing.T) {
	c := run(t, child.Config{Window: 16})
	var group sync.WaitGroup
	for n := range 500 {
		group.Go(func() {
			request := fmt.Sprintf("request %d %s", n, strings.Repeat("x", n*20))
			answer, err := c.Call(t.Context(), []byte(request))
			if err != nil || string(answer) != request {
				t.Errorf("%d: %.40q, %v", n, answer, err)
			}
		})
	}
	group.Wait()
}

func TestChild_HoldsItsMemoryLimit(t *testing.T) {
	c := run(t, child.Config{MemoryLimit: 64 << 20})
	_, err := c.Call(t.Context(), []byte("eat"))
	var death *child.Death
	if !errors.As(err, &death) || death.Overrun {
		t.Errorf("it ate a gigabyte: %v", err)
	}
	ask(t, c, "hello")
}

func TestChild_HoldsItsCPULimit(t *testing.T) {
	c := run(t, child.Config{CPULimit: 1, CallTimeout: time.Minute})
	_, err := c.Call(t.Context(), []byte("spin"))
	var death *child.Death
	if !errors.As(err, &death) || death.Overrun || death.Outside {
		t.Errorf("it spun for ever, or somebody else is blamed: %v", err)
	}
}

func TestChild_TellsOutsideDeaths(t *testing.T) {
	started := make(chan int, 10)
	died := make(chan *child.Death, 10)
	c := run(t, child.Config{Hooks: child.Hooks{Started: func(pid int) { started <- pid }, Died: func(d *child.Death) {
		died <- d
	}}})
	ask(t, c, "hello")
	pid := <-started
	waiting := make(chan error, 1)
	go func() {
		_, err := c.Call(t.Context(), []byte("hang"))
		waiting <- err
	}()
	until(t, "the call is under way", func() bool { return underWay(c) })
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	var death *child.Death
	if err := <-waiting; !errors.As(err, &death) || !death.Outside {
		t.Errorf("the error is %v", err)
	}
	if d := <-died; !d.Outside || d.Answers != 1 {
		t.Errorf("the hook was told %+v", d)
	}
	ask(t, c, "hello")
}

// underWay tries to get the child alone. It fails while another call is being made.
func underWay(c *child.Child) bool {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	return c.Alone(ctx, func(child.Solo) error { return nil }) != nil
}

func TestChild_AloneMeansAlone(t *testing.T) {
	c := run(t, child.Config{Window: 4})
	stop := make(chan struct{})
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if _, err := c.Call(t.Context(), []byte("hello")); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 20 {
		err := c.Alone(t.Context(), func(solo child.Solo) error {
			if _, _, err := solo.Call(t.Context(), []byte("exit")); err == nil {
				return errors.New("it did not die")
			}
			_, fresh, err := solo.Call(t.Context(), []byte("hello"))
			if err != nil || !fresh {
				return fmt.Errorf("after its death: fresh %v, %w", fresh, err)
			}
			_, fresh, err = solo.Call(t.Context(), []byte("hello"))
			if err != nil || fresh {
				return fmt.Errorf("after a call: fresh %v, %w", fresh, err)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	close(stop)
	group.Wait()
}

func TestChild_CallEndsWithItsContext(t *testing.T) {
	c := run(t, child.Config{Window: 1, CallTimeout: time.Second})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := c.Call(ctx, []byte("hang")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the error is %v", err)
	}
	if got := ask(t, c, "hello"); got != "hello" { // after its deadline has ended the hanging call
		t.Errorf("the next answer is %q", got)
	}
}

func TestChild_LeavesNothingBehind(t *testing.T) {
	before := runtime.NumGoroutine()
	pids := make(chan int, 1)
	c := child.New(child.Config{Args: []string{"test-child"}, Hooks: child.Hooks{Started: func(pid int) {
		pids <- pid
	}}})
	ctx, cancel := context.WithCancel(t.Context())
	var group sync.WaitGroup
	group.Go(func() { c.Run(ctx) })
	ask(t, c, "hello")
	hanging := make(chan error, 1)
	group.Go(func() {
		_, err := c.Call(t.Context(), []byte("hang"))
		hanging <- err
	})
	until(t, "the call is under way", func() bool { return underWay(c) })
	cancel()
	group.Wait()
	if err := <-hanging; err == nil {
		t.Error("a call outlived the child")
	}
	if err := syscall.Kill(<-pids, 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("the process is still there: %v", err)
	}
	if _, err := c.Call(t.Context(), nil); !errors.Is(err, child.ErrClosed) {
		t.Errorf("a call afterwards: %v", err)
	}
	until(t, "the goroutines are gone", func() bool { return runtime.NumGoroutine() <= before })
}

func TestChild_ReportsAChildThatDoesNotStart(t *testing.T) {
	var log lockedBuffer
	c := child.New(child.Config{Args: []string{"-test.run=^$"}, Log: slog.New(slog.NewTextHandler(&log, nil))})
	ctx, cancel := context.WithCancel(t.Context())
	var group sync.WaitGroup
	group.Go(func() { c.Run(ctx) })
	until(t, "the log tells", func() bool { return strings.Contains(log.String(), "could not be started") })
	cancel()
	group.Wait()
}

func TestChild_BoundsWhatItsChildSays(t *testing.T) {
	var log lockedBuffer
	c := run(t, child.Config{Log: slog.New(slog.NewTextHandler(&log, nil))})
	ask(t, c, "complain")
	until(t, "the log tells", func() bool { return strings.Count(log.String(), "xxx") > 0 })
	ask(t, c, "exit-free")
	if size := len(log.String()); size > 10*500 {
		t.Errorf("the log has %d bytes", size)
	}
}

type lockedBuffer struct {
	mu     sync.Mutex // guards buffer
	buffer bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}
