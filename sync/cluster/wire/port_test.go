package wire_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
	"roomkey/sync/cluster/wire/wiretest"
)

var (
	secret    = []byte("a secret of more than 32 bytes, for tests")
	brokerage = crm.ID{0: 1, 6: 0x40, 8: 0x80}
	all       = []string{"a", "b", "c"}
)

// end is a region's port, and what it refused.
type end struct {
	*wire.Port
	mu      sync.Mutex // guards refused
	refused []string
}

func newEnd(network wire.Network, region string, boot uint64, keys wire.Keys) *end {
	e := &end{}
	e.Port = wire.NewPort(wire.PortConfig{Network: network, Region: region, Regions: all, Boot: boot, Keys: keys,
		Refused: func(reason string) {
			e.mu.Lock()
			defer e.mu.Unlock()
			e.refused = append(e.refused, reason)
		}})
	return e
}

func (e *end) reasons() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.refused)
}

// listen keeps what comes by a subject.
func listen(t *testing.T, e *end, subject string) *[]wire.Message {
	t.Helper()
	heard := new([]wire.Message)
	stop, err := e.Subscribe(subject, wire.KindTask, func(m wire.Message) { *heard = append(*heard, m) })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return heard
}

func TestPort_CarriesAMessageWithItsSender(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		world := wiretest.New(t, 1, all...)
		a := newEnd(world.Region("a"), "a", 7, wire.NewKeys(secret))
		b := newEnd(world.Region("b"), "b", 8, wire.NewKeys(secret))
		heard := listen(t, b, wire.AnyTask)
		if err := a.Publish(wire.TaskSubject(brokerage), wire.KindTask, brokerage, []byte("half")); err != nil {
			t.Fatal(err)
		}
		sleep(time.Second)
		if len(*heard) != 1 {
			t.Fatalf("%d messages came", len(*heard))
		}
		m := (*heard)[0]
		if m.Region != "a" || m.Boot != 7 || m.Counter != 1 || m.Brokerage != brokerage || string(m.Payload) != "half" {
			t.Errorf("came as %+v", m)
		}
	})
}

// What is doubled counts once; what was overtaken is refused, and the next one tells how many were missed.
func TestPort_TakesEachMessageOnceAndInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		world := wiretest.New(t, 3, all...)
		world.Set(wiretest.Faults{Loss: 0.2, Double: 0.3, Reorder: 0.3, Delay: time.Millisecond,
			Jitter: 20 * time.Millisecond})
		a := newEnd(world.Region("a"), "a", 7, wire.NewKeys(secret))
		b := newEnd(world.Region("b"), "b", 8, wire.NewKeys(secret))
		heard := listen(t, b, wire.AnyTask)
		const sent = 500
		for range sent {
			if err := a.Publish(wire.TaskSubject(brokerage), wire.KindTask, brokerage, nil); err != nil {
				t.Fatal(err)
			}
			sleep(time.Millisecond)
		}
		sleep(time.Second)
		last, told := uint64(0), uint64(0)
		for _, m := range *heard {
			if m.Counter <= last || m.Missed != m.Counter-last-1 {
				t.Fatalf("message %d with %d missed comes after %d", m.Counter, m.Missed, last)
			}
			last, told = m.Counter, told+m.Missed+1
		}
		if told != last || len(*heard) < sent/3 || len(*heard) == sent || !slices.Contains(b.reasons(), "stale") {
			t.Errorf("%d messages of %d came, accounting for %d", len(*heard), sent, told)
		}
	})
}

func TestPort_RefusesWhatIsNotFromTheCluster(t *testing.T) {
	for name, c := range map[string]struct {
		reason string
		send   func(t *testing.T, network wire.Network)
	}{
		"another secret": {"seal", func(t *testing.T, n wire.Network) {
			publish(t, newEnd(n, "a", 7, wire.NewKeys([]byte("another secret, also of 32 bytes"))).Port)
		}},
		"a region that is not listed": {"region", func(t *testing.T, n wire.Network) {
			publish(t, newEnd(n, "x", 7, wire.NewKeys(secret)).Port)
		}},
		"the listener's own name": {"region", func(t *testing.T, n wire.Network) {
			publish(t, newEnd(n, "b", 7, wire.NewKeys(secret)).Port)
		}},
		"another kind": {"kind", func(t *testing.T, n wire.Network) {
			port := newEnd(n, "a", 7, wire.NewKeys(secret))
			if err := port.Publish(wire.TaskSubject(brokerage), wire.KindLog, brokerage, nil); err != nil {
				t.Fatal(err)
			}
		}},
		"another version": {"version", raw(func(data []byte) []byte { data[0]++; return data })},
		"a payload that was changed": {"seal", raw(func(data []byte) []byte {
			data[len(data)-33] ^= 1
			return data
		})},
		"another brokerage": {"seal", raw(func(data []byte) []byte { data[25] ^= 1; return data })},
		"truncated":         {"truncated", raw(func(data []byte) []byte { return data[:40] })},
		"empty":             {"truncated", raw(func([]byte) []byte { return nil })},
		"a long name":       {"truncated", raw(func(data []byte) []byte { data[2] = 255; return data })},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				world := wiretest.New(t, 1, all...)
				b := newEnd(world.Region("b"), "b", 8, wire.NewKeys(secret))
				heard := listen(t, b, wire.AnyTask)
				c.send(t, world.Region("a"))
				sleep(time.Second)
				if len(*heard) > 0 || !slices.Equal(b.reasons(), []string{c.reason}) {
					t.Errorf("%d messages came; refused for %q", len(*heard), b.reasons())
				}
			})
		})
	}
}

func publish(t *testing.T, port *wire.Port) {
	t.Helper()
	if err := port.Publish(wire.TaskSubject(brokerage), wire.KindTask, brokerage, []byte("half")); err != nil {
		t.Fatal(err)
	}
}

// raw sends a proper message that was changed on the way.
func raw(change func([]byte) []byte) func(*testing.T, wire.Network) {
	return func(t *testing.T, n wire.Network) {
		t.Helper()
		publish(t, newEnd(changing{n, change}, "a", 7, wire.NewKeys(secret)).Port)
	}
}

// changing is a network that changes what is published.
type changing struct {
	wire.Network
	change func([]byte) []byte
}

func (c changing) Publish(subject string, data []byte) error {
	return c.Network.Publish(subject, c.change(bytes.Clone(data)))
}

// A message is good for its subject only, and for the boot that sent it.
func TestPort_RefusesAReplay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		world := wiretest.New(t, 1, all...)
		var sent [][]byte
		tap := changing{world.Region("a"), func(data []byte) []byte { sent = append(sent, data); return data }}
		b := newEnd(world.Region("b"), "b", 8, wire.NewKeys(secret))
		heard := listen(t, b, wire.AnyTask)
		publish(t, newEnd(tap, "a", 7, wire.NewKeys(secret)).Port)
		publish(t, newEnd(tap, "a", 9, wire.NewKeys(secret)).Port) // the region was restarted
		sleep(time.Second)
		old, other := wire.TaskSubject(brokerage), wire.TaskSubject(crm.ID{0: 2, 6: 0x40, 8: 0x80})
		for _, replay := range []struct {
			subject string
			data    []byte
		}{{old, sent[0]}, {old, sent[1]}, {other, sent[1]}} {
			if err := world.Region("a").Publish(replay.subject, replay.data); err != nil {
				t.Fatal(err)
			}
		}
		sleep(time.Second)
		if len(*heard) != 2 || !slices.Equal(b.reasons(), []string{"stale", "stale", "seal"}) {
			t.Errorf("%d messages came; refused for %q", len(*heard), b.reasons())
		}
	})
}

// While the secret is changed, regions with the new one and regions with the old one hear each other.
func TestPort_OpensWithASecondSecret(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		world := wiretest.New(t, 1, all...)
		next := []byte("the next secret, which has 32 bytes too")
		a := newEnd(world.Region("a"), "a", 7, wire.NewKeys(secret, next))
		b := newEnd(world.Region("b"), "b", 8, wire.NewKeys(next, secret))
		byB, byA := listen(t, b, wire.AnyTask), listen(t, a, wire.AnyTask)
		publish(t, a.Port)
		publish(t, b.Port)
		sleep(time.Second)
		if len(*byA) != 1 || len(*byB) != 1 {
			t.Errorf("%d and %d messages came", len(*byA), len(*byB))
		}
	})
}

func TestPort_AnswersAQuestionOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		world := wiretest.New(t, 1, all...)
		world.Delay(40 * time.Millisecond)
		var asked [][]byte
		a := newEnd(tapped{world.Region("a"), &asked}, "a", 7, wire.NewKeys(secret))
		b := newEnd(world.Region("b"), "b", 8, wire.NewKeys(secret))
		answered := 0
		stop, err := b.Answer(wire.PullSubject("b"), wire.KindPull,
			func(_ context.Context, m wire.Message) (wire.Kind, []byte, bool) {
				answered++
				return wire.KindPage, append([]byte("page of "), m.Payload...), true
			})
		if err != nil {
			t.Fatal(err)
		}
		defer stop()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		m, err := a.Request(ctx, wire.PullSubject("b"), wire.KindPull, brokerage, []byte("one"), wire.KindPage)
		if err != nil || string(m.Payload) != "page of one" || m.Region != "b" || m.Brokerage != brokerage {
			t.Fatalf("answered %+v, %v", m, err)
		}
		if _, err = world.Region("a").Request(ctx, wire.PullSubject("b"), asked[0]); crm.CodeOf(err) !=
			crm.CodeUnavailable || answered != 1 {
			t.Errorf("the same question was answered %d times (%v)", answered, err)
		}
	})
}

// tapped is a network that keeps the questions.
type tapped struct {
	wire.Network
	asked *[][]byte
}

func (n tapped) Request(ctx context.Context, subject string, data []byte) ([]byte, error) {
	*n.asked = append(*n.asked, data)
	return n.Network.Request(ctx, subject, data)
}

// An answer to one question is none to another, whoever sends it.
func TestPort_RefusesTheAnswerToAnotherQuestion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		world := wiretest.New(t, 1, all...)
		replay := &replaying{Network: world.Region("a")}
		a := newEnd(replay, "a", 7, wire.NewKeys(secret))
		b := newEnd(world.Region("b"), "b", 8, wire.NewKeys(secret))
		stop, err := b.Answer(wire.PullSubject("b"), wire.KindPull,
			func(context.Context, wire.Message) (wire.Kind, []byte, bool) { return wire.KindPage, nil, true })
		if err != nil {
			t.Fatal(err)
		}
		defer stop()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, first := a.Request(ctx, wire.PullSubject("b"), wire.KindPull, brokerage, nil, wire.KindPage)
		_, second := a.Request(ctx, wire.PullSubject("b"), wire.KindPull, brokerage, nil, wire.KindPage)
		if first != nil || crm.CodeOf(second) != crm.CodeUnavailable || !slices.Equal(a.reasons(), []string{"seal"}) {
			t.Errorf("answered %v, then %v; refused for %q", first, second, a.reasons())
		}
	})
}

// replaying is a network that gives the first answer again.
type replaying struct {
	wire.Network
	first []byte
}

func (r *replaying) Request(ctx context.Context, subject string, data []byte) (answer []byte, err error) {
	if r.first != nil {
		return r.first, nil
	}
	r.first, err = r.Network.Request(ctx, subject, data)
	return r.first, err
}

// Two servers with one name are noticed by both, and a stranger who knows no secret is no twin.
func TestPort_NoticesATwin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		world := wiretest.New(t, 1, all...)
		twins := 0
		port := wire.NewPort(wire.PortConfig{Network: world.Region("b"), Region: "b", Regions: all, Boot: 8,
			Keys: wire.NewKeys(secret), Twin: func() { twins++ }})
		stop, err := port.Subscribe(wire.AnyTask, wire.KindTask, func(wire.Message) {})
		if err != nil {
			t.Fatal(err)
		}
		defer stop()
		publish(t, newEnd(world.Region("a"), "b", 9, wire.NewKeys([]byte("another secret, also of 32 bytes"))).Port)
		sleep(time.Second)
		if twins > 0 {
			t.Error("a stranger is taken for a twin")
		}
		publish(t, newEnd(world.Region("a"), "b", 9, wire.NewKeys(secret)).Port)
		sleep(time.Second)
		if twins != 1 {
			t.Errorf("the twin was noticed %d times", twins)
		}
	})
}

func TestPort_BoundsAPayload(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		world := wiretest.New(t, 1, all...)
		a := newEnd(world.Region("a"), "a", 7, wire.NewKeys(secret))
		most := make([]byte, wire.MaxPayload+1)
		err := a.Publish(wire.TaskSubject(brokerage), wire.KindTask, brokerage, most)
		if crm.CodeOf(err) != crm.CodeTooLarge {
			t.Errorf("one byte too many: %v", err)
		}
		if err = a.Publish(wire.TaskSubject(brokerage), wire.KindTask, brokerage, most[1:]); err != nil {
			t.Error(err)
		}
	})
}

func TestName_OfARegion(t *testing.T) {
	for _, good := range []string{"a", "fra", "us-east-1", "1a", "abcdefghijklmnopqrstuvwxyz-01234"} {
		if err := wire.CheckName(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for _, bad := range []string{"", "A", "a.b", "a*", "a>", "a b", "é",
		"abcdefghijklmnopqrstuvwxyz-012345"} {
		var e *crm.Error
		if err := wire.CheckName(bad); !errors.As(err, &e) || e.Code != crm.CodeInvalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
