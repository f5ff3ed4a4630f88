package roomkeytest

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"roomkey/internal/testclient"
)

// Eventually waits until ok, asked again and again, or fails the test with what it was about. It asks less and less
// often: most of what is waited for is there at once, and a server with the race detector is busy with the answers.
func Eventually(t testing.TB, about string, ok func() bool) {
	t.Helper()
	const often, seldom = 10 * time.Millisecond, 80 * time.Millisecond
	deadline := time.After(60 * time.Second)
	for pause := often; !ok(); pause = min(pause*3/2, seldom) {
		select {
		case <-time.After(pause):
		case <-deadline:
			t.Fatalf("in vain: %s", about)
		}
	}
}

// AwaitFrame waits half a minute for the answer to a join.
func AwaitFrame(t testing.TB, frames <-chan testclient.Frame) testclient.Frame {
	t.Helper()
	select {
	case f := <-frames:
		return f
	case <-time.After(30 * time.Second):
		t.Fatal("no answer to a join")
		panic("unreachable")
	}
}

// Within bounds a wait, so that a test says what it waited for rather than hang.
func Within(t testing.TB, limit time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	t.Cleanup(cancel)
	return ctx
}

// Seeded is chance whose seed is printed, so that a failure can be repeated.
func Seeded(t testing.TB) *rand.Rand {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}
