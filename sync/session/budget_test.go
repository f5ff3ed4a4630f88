package session

import (
	"testing"
	"time"
)

// Every frame that was read is booked, even one of more bytes than the burst; the next one waits for the debt.
func TestBudget_WaitsForItsDebt(t *testing.T) {
	now := time.Unix(1_000, 0)
	b := newBudget(&Limits{FrameRate: 2, FrameBurst: 2, ByteRate: 100, ByteBurst: 100})
	if wait, _, _ := b.wait(now); wait != 0 {
		t.Fatal(wait)
	}
	b.spend(1_000, now) // ten times the burst
	wait, left, _ := b.wait(now)
	if want := 9 * time.Second; wait < want || wait > want+time.Millisecond || left != excessTimeout {
		t.Fatal(wait, left)
	}
	if wait, _, _ := b.wait(now.Add(wait)); wait != 0 {
		t.Fatal("still", wait)
	}
}

// A peer that is never quiet for a second stays over its budget. It hears when its budget would be full.
func TestBudget_EndsWhoStaysInExcess(t *testing.T) {
	now := time.Unix(1_000, 0)
	b := newBudget(&Limits{FrameRate: 10, FrameBurst: 20, ByteRate: -1})
	for began := now; ; {
		wait, left, retry := b.wait(now)
		if left <= 0 {
			if took := now.Sub(began); took < excessTimeout || took > excessTimeout+3*time.Second {
				t.Fatal(took)
			}
			if retry < 1900*time.Millisecond || retry > 2100*time.Millisecond {
				t.Fatal(retry)
			}
			return
		}
		if now = now.Add(wait); wait == 0 {
			b.spend(1, now)
		}
	}
}

// A limit that is not positive is none.
func TestBudget_CanBeLifted(t *testing.T) {
	now := time.Unix(1_000, 0)
	b := newBudget(&Limits{FrameRate: -1, ByteRate: -1})
	for range 10_000 {
		b.spend(1<<20, now)
	}
	if wait, _, _ := b.wait(now); wait != 0 {
		t.Fatal(wait)
	}
}

// A burst without a bound lifts the limit too, whatever the rate.
func TestBudget_OfAnUnboundedBurstIsNone(t *testing.T) {
	now := time.Unix(1_000, 0)
	b := newBudget(&Limits{FrameRate: 1, FrameBurst: -1, ByteRate: 1, ByteBurst: -1})
	for range 10_000 {
		b.spend(1<<20, now)
	}
	if wait, _, _ := b.wait(now); wait != 0 {
		t.Fatal(wait)
	}
}

// A frame is booked in one step, however many bursts it has: this would take hours otherwise.
func TestBudget_BooksALargeFrameAtOnce(t *testing.T) {
	now := time.Unix(1_000, 0)
	b := newBudget(&Limits{FrameRate: -1, ByteRate: 1 << 40, ByteBurst: 1})
	for range 3 {
		b.spend(1<<40, now)
	}
	if wait, _, _ := b.wait(now); wait < 2900*time.Millisecond || wait > 3100*time.Millisecond {
		t.Fatal(wait)
	}
	if got := b.bytes.Burst(); got != 1 {
		t.Errorf("its burst is %d then", got)
	}
}

// A ping costs ten frames, since it is answered; a pong and a small fragment one, a large fragment its bytes alone.
func TestBudget_CountsFramesThatEndNoMessage(t *testing.T) {
	for name, c := range map[string]struct {
		size int
		ping bool
		n    int // that a burst of 100 frames holds
	}{
		"pings": {0, true, 10}, "long pings": {125, true, 10}, "pongs or empty fragments": {0, false, 100},
		"small fragments": {127, false, 100}, "large fragments": {128, false, 1_000_000},
	} {
		now := time.Unix(1_000, 0)
		b := newBudget(&Limits{FrameRate: 1, FrameBurst: 100, ByteRate: -1})
		n := 0
		for wait := time.Duration(0); wait == 0 && n < 1_000_000; wait, _, _ = b.wait(now) {
			b.spendPart(c.size, c.ping, now)
			n++
		}
		if n != c.n {
			t.Errorf("%d %s, not %d", n, name, c.n)
		}
	}
}

// What a socket is answered, and what all sockets of its user are, has to be paid for before it is read again.
func TestBudget_WaitsForItsAnswers(t *testing.T) {
	now := time.Unix(1_000, 0)
	limits := Limits{AnswerRate: 100, AnswerBurst: 1_000}
	one, two := newBudget(&limits), newBudget(&limits)
	one.user = newAllowance(limits.AnswerRate, 2*limits.AnswerBurst)
	two.user = one.user
	one.answered(900, now)
	two.answered(900, now)
	if wait, _, _ := one.wait(now); wait != 0 {
		t.Fatal(wait)
	}
	one.answered(1_000, now)
	for b, want := range map[*budget]time.Duration{one: 9 * time.Second, two: 8 * time.Second} {
		if wait, _, _ := b.wait(now); wait < want || wait > want+time.Millisecond {
			t.Error(wait, want)
		}
	}
	if one.scarcest(now) != "answers" || two.scarcest(now) != "user" {
		t.Error(one.scarcest(now), two.scarcest(now))
	}
}
