package child_test

import (
	"errors"
	"testing"
	"time"

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
		if err := <-ended; !errors.As(err, &death) || death.Outside || death.Overrun || death.Reason != "nobody wants it any more" {
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
