package nats_test

import (
	"crypto/rand"
	"log/slog"
	"net"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"roomkey/internal/gate"
	"roomkey/sync/cluster/nats"
	"roomkey/sync/cluster/wire"
)

var keys = wire.NewKeys([]byte("a secret of more than 32 bytes, for tests"))

// trio is three regions in one process, with a way through a gate for each pair.
type trio struct {
	t     testing.TB
	dirs  map[string]string
	addrs map[string]string // where each listens
	gates map[[2]string]*gate.Gate
	nodes map[string]*nats.Node
}

func newTrio(t testing.TB) *trio {
	t.Helper()
	c := &trio{t: t, dirs: make(map[string]string), addrs: make(map[string]string),
		gates: make(map[[2]string]*gate.Gate), nodes: make(map[string]*nats.Node)}
	for _, name := range names {
		c.dirs[name], c.addrs[name] = filepath.Join(t.TempDir(), "nats"), freeAddr(t)
	}
	for _, from := range names {
		for _, to := range names {
			if from > to { // the later dials
				c.gates[[2]string{from, to}] = gate.New(t, c.addrs[to], 0)
			}
		}
	}
	t.Cleanup(func() {
		var ends sync.WaitGroup
		for _, node := range c.nodes {
			ends.Go(node.Close)
		}
		ends.Wait()
	})
	return c
}

var names = []string{"a", "b", "c"}

// config is how a region is started: it reaches the others through gates.
func (c *trio) config(name string) nats.Config {
	var peers []nats.Peer
	for _, peer := range names {
		addr := c.addrs[peer]
		if g := c.gates[[2]string{name, peer}]; g != nil {
			addr = g.Addr()
		}
		peers = append(peers, nats.Peer{Name: peer, Addr: addr})
	}
	warnings := &slog.HandlerOptions{Level: slog.LevelWarn}
	return nats.Config{Region: name, Peers: peers, Members: 3, Listen: c.addrs[name], Dir: c.dirs[name], Keys: keys,
		Random: rand.Reader, Log: slog.New(slog.NewTextHandler(c.t.Output(), warnings))}
}

func (c *trio) open(name string) *nats.Node {
	c.t.Helper()
	node, err := nats.Open(c.t.Context(), c.config(name))
	if err != nil {
		c.t.Fatal(err)
	}
	c.nodes[name] = node
	return node
}

// close ends a region.
func (c *trio) close(name string) {
	c.nodes[name].Close()
	delete(c.nodes, name)
}

// openAll starts all regions and waits until they have found each other.
func (c *trio) openAll() {
	c.t.Helper()
	for _, name := range names {
		c.open(name)
	}
	for _, name := range names {
		c.await("each region has two routes", func() bool { return c.nodes[name].Routes() == 2 })
	}
}

// await waits until ok, asked again and again.
func (c *trio) await(about string, ok func() bool) {
	c.t.Helper()
	for deadline := time.Now().Add(40 * time.Second); !ok(); {
		if time.Now().After(deadline) {
			c.t.Fatalf("in vain: %s", about)
		}
		<-time.After(20 * time.Millisecond)
	}
}

// cut parts a region from the others, or joins it with them.
func (c *trio) cut(name string, closed bool) {
	for pair, g := range c.gates {
		if pair[0] == name || pair[1] == name {
			g.Close(closed)
		}
	}
}

func freeAddr(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
