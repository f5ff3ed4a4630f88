package nats_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/nats"
	"roomkey/sync/cluster/wire"
)

var (
	_ wire.Network = (*nats.Node)(nil)
)

// Messages come to every other region, and not back; questions are answered; rows get one order.
func TestNode_ThreeRegionsAreOneNetwork(t *testing.T) {
	c := newTrio(t)
	c.openAll()
	heard := make(chan string, 1000)
	for _, name := range names {
		stop, err := c.nodes[name].Subscribe("rk.1.*", func(subject string, data []byte) {
			heard <- fmt.Sprint(name, " ", subject, " ", string(data))
		})
		if err != nil {
			t.Fatal(err)
		}
		defer stop()
	}
	stop, err := c.nodes["b"].Answer("rk.1.pull.b", func(_ context.Context, data []byte) []byte {
		return append([]byte("page of "), data...)
	})
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	// The others learn of a subscription a moment after it was made.
	c.await("b answers c", func() bool {
		answer, err := c.nodes["c"].Request(within(t, time.Second), "rk.1.pull.b", []byte("one"))
		return err == nil && string(answer) == "page of one"
	})
	first := map[string]bool{}
	c.await("b and c hear a", func() bool {
		err := c.nodes["a"].Publish("rk.1.first", nil)
		for len(heard) > 0 {
			first[<-heard] = true
		}
		return err == nil && first["b rk.1.first "] && first["c rk.1.first "]
	})
	if err := c.nodes["a"].Publish("rk.1.x", []byte("hello")); err != nil {
		t.Fatal(err)
	}
	var got []string
	c.await("b and c hear a word", func() bool {
		for len(heard) > 0 {
			if what := <-heard; !first[what] {
				got = append(got, what)
			}
		}
		return len(got) > 1
	})
	slices.Sort(got)
	if !slices.Equal(got, []string{"b rk.1.x hello", "c rk.1.x hello"}) || len(first) > 2 {
		t.Errorf("heard %q, and before %v", got, first)
	}
	_, err = c.nodes["a"].Request(within(t, time.Second), "rk.1.pull.x", nil)
	if crm.CodeOf(err) != crm.CodeUnavailable {
		t.Errorf("a question to nobody: %v", err)
	}
	if err = c.nodes["a"].Publish("rk.1.x", make([]byte, wire.MaxMessage+1)); crm.CodeOf(err) != crm.CodeTooLarge {
		t.Errorf("a message that is too long: %v", err)
	}
}

func within(t testing.TB, limit time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	t.Cleanup(cancel)
	return ctx
}

// reading is what a region has read of the rows.
type reading struct {
	last    atomic.Uint64
	entries chan string
}

// read reads in the background until the test ends.
func (c *trio) read(name string, from uint64) *reading {
	c.t.Helper()
	r := &reading{entries: make(chan string, 1000)}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		done <- c.nodes[name].Rows().Read(ctx, from, func(seq uint64, subject string, data []byte) error {
			r.entries <- fmt.Sprintf("%d %s %s", seq, subject, data)
			r.last.Store(seq)
			return nil
		})
	}()
	c.t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			c.t.Errorf("%s reads: %v", name, err)
		}
	})
	return r
}

// ready waits until the stream is there.
func (c *trio) ready(last uint64) {
	c.t.Helper()
	c.await("there is a stream", func() bool {
		_, err := c.nodes["a"].HasRows(within(c.t, 5*time.Second))
		return err == nil && c.nodes["a"].MakeRows(within(c.t, 5*time.Second), last) == nil
	})
}

// append appends until the regions answer.
func (c *trio) append(name, subject string, after uint64, data string) (seq uint64, err error) {
	c.t.Helper()
	c.await(name+" gets an answer", func() bool {
		seq, err = c.nodes[name].Rows().Append(within(c.t, 5*time.Second), subject, after, []byte(data))
		return crm.CodeOf(err) != crm.CodeUnavailable
	})
	return seq, err
}

// The life of three regions: they agree on an order; one that is cut off can't append, and the others go on; healed, it
// reads what it missed and appends again; another that ends is missed by nobody; and the order outlives all of them.
func TestRows_OutliveACutAndADeath(t *testing.T) {
	c := newTrio(t)
	c.openAll()
	c.ready(40)
	byB, byC := c.read("b", 41), c.read("c", 41)
	seq, err := c.append("a", "rows.x", 0, "one")
	if err != nil || seq != 41 {
		t.Fatalf("the first entry is %d, %v", seq, err)
	}
	if _, err = c.append("c", "rows.x", 0, "late"); crm.CodeOf(err) != crm.CodeConflict {
		t.Errorf("two were the first: %v", err)
	}
	if seq, err = c.append("c", "rows.x", 41, "two"); err != nil || seq != 42 {
		t.Errorf("the second entry is %d, %v", seq, err)
	}

	if together, err := c.nodes["a"].Rows().Append(within(t, 5*time.Second), "rows.x", 41, []byte("x"),
		[]byte("late")); crm.CodeOf(err) != crm.CodeConflict {
		t.Errorf("two came together after the first entry: %d, %v", together, err)
	}
	if subject, data, err := c.nodes["b"].Rows().At(within(t, 5*time.Second), 42); err != nil || subject != "rows.x" ||
		string(data) != "two" {
		t.Errorf("the second entry is %q of %s, %v", data, subject, err)
	}
	for _, absent := range []uint64{40, 43} {
		if _, _, err := c.nodes["b"].Rows().At(within(t, 5*time.Second), absent); crm.CodeOf(err) != crm.CodeNotFound {
			t.Errorf("an entry %d: %v", absent, err)
		}
	}

	c.cut("c", true)
	_, err = c.nodes["c"].Rows().Append(within(t, 2*time.Second), "rows.x", 42, []byte("cut off"))
	if crm.CodeOf(err) != crm.CodeUnavailable {
		t.Errorf("who is cut off appended: %v", err)
	}
	cutAt := time.Now()
	if _, err = c.append("b", "rows.y", 0, "meanwhile"); err != nil {
		t.Error(err)
	}
	t.Logf("the others go on after %s", time.Since(cutAt).Round(time.Millisecond))

	c.cut("c", false)
	healedAt := time.Now()
	c.await("c has read what it missed", func() bool { return byC.last.Load() >= 43 })
	var several [][]byte
	for i := range wire.MaxAppend {
		several = append(several, fmt.Append(nil, "together ", i))
	}
	c.await("a appends many at once", func() bool {
		last, err := c.nodes["a"].Rows().Append(within(t, 5*time.Second), "rows.many", 0, several...)
		return err == nil && last == 43+wire.MaxAppend
	})
	c.await("c has read them", func() bool { return byC.last.Load() >= 43+wire.MaxAppend })
	t.Logf("c has what it missed after %s", time.Since(healedAt).Round(time.Millisecond))
	last := byC.last.Load()
	if seq, err = c.append("c", "rows.z", 0, "healed"); err != nil || seq != last+1 {
		t.Errorf("after %d comes %d, %v", last, seq, err)
	}
	t.Logf("c appends after %s", time.Since(healedAt).Round(time.Millisecond))

	c.close("a")
	diedAt := time.Now()
	if seq, err = c.append("c", "rows.z", seq, "without a"); err != nil {
		t.Error(err)
	}
	t.Logf("without a, rows go on after %s", time.Since(diedAt).Round(time.Millisecond))
	c.await("b has read it", func() bool { return byB.last.Load() == seq })
	sameOrder(t, byB, byC)
	c.open("a")
	byA := c.read("a", 41)
	c.await("a has read all", func() bool { return byA.last.Load() == seq })
	err = c.nodes["a"].Rows().Read(t.Context(), seq+2, func(uint64, string, []byte) error { return nil })
	if crm.CodeOf(err) != crm.CodeConflict {
		t.Errorf("an order that ends too early: %v", err)
	}
}

func sameOrder(t *testing.T, one, other *reading) {
	t.Helper()
	for len(one.entries) > 0 && len(other.entries) > 0 {
		if x, y := <-one.entries, <-other.entries; x != y {
			t.Errorf("one read %q, the other %q", x, y)
		}
	}
}

func TestOpen_SaysWhatAnOperatorDidWrong(t *testing.T) {
	c := newTrio(t)
	c.open("a")
	for name, wrong := range map[string]struct {
		change func(*nats.Config)
		says   string
	}{
		"a name that is taken": {func(cfg *nats.Config) { cfg.Region = "a" }, "region a is running already"},
		"another region there": {func(cfg *nats.Config) { cfg.Peers[0].Name = "z" }, "region a answers"},
		"another secret": {func(cfg *nats.Config) {
			cfg.Keys = wire.NewKeys([]byte("another secret, also of 32 bytes"))
		}, "ROOMKEY_SECRET must be the same"},
		"a port that is taken":      {func(cfg *nats.Config) { cfg.Listen = c.addrs["a"] }, "address already in use"},
		"an address without a port": {func(cfg *nats.Config) { cfg.Listen = "localhost" }, "addresses such as"},
	} {
		t.Run(name, func(t *testing.T) {
			config := c.config("b")
			wrong.change(&config)
			node, err := nats.Open(t.Context(), config)
			if err == nil {
				node.Close()
				t.Fatal("it started")
			}
			if !strings.Contains(err.Error(), wrong.says) {
				t.Errorf("it says %q", err)
			}
		})
	}
	c.open("b") // as it should be; a was harmed by nothing
	c.await("a and b have found each other", func() bool { return c.nodes["a"].Routes() == 1 })
}
