package nats_test

import (
	"crypto/rand"
	"net/url"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"roomkey/crm"
	"roomkey/sync/cluster/nats"
)

// startOutside starts three NATS servers as an operator runs them, and gives the address of one of them.
func startOutside(t *testing.T, user, password string) string {
	t.Helper()
	var routes []*url.URL
	addrs := make([]string, 3)
	for i := range addrs {
		addrs[i] = freeAddr(t)
		routes = append(routes, &url.URL{Scheme: "nats-route", Host: addrs[i]})
	}
	var at string
	for i, name := range []string{"n1", "n2", "n3"} {
		port, err := strconv.Atoi(routes[i].Port())
		if err != nil {
			t.Fatal(err)
		}
		s, err := server.NewServer(&server.Options{ServerName: name, Host: "127.0.0.1", Port: server.RANDOM_PORT,
			Username: user, Password: password, JetStream: true, StoreDir: filepath.Join(t.TempDir(), name),
			NoSigs: true, NoLog: true, Routes: routes,
			Cluster: server.ClusterOpts{Name: "outside", Host: "127.0.0.1", Port: port}})
		if err != nil {
			t.Fatal(err)
		}
		s.Start()
		t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
		if !s.ReadyForConnections(10 * time.Second) {
			t.Fatal("NATS outside does not start")
		}
		at = s.ClientURL()
	}
	return at
}

// With NATS outside, the same messages and rows pass.
func TestNode_ReachesNATSOutside(t *testing.T) {
	at := startOutside(t, "roomkey", "a password")
	open := func(region, auth string) (*nats.Node, error) {
		return nats.Open(t.Context(), nats.Config{Region: region, Peers: []nats.Peer{{Name: "a"}, {Name: "b"}},
			Members: 2, Keys: keys, Random: rand.Reader, URL: at, Auth: auth})
	}
	if _, err := open("a", "roomkey:another password"); crm.CodeOf(err) != crm.CodeUnavailable {
		t.Fatalf("with another password: %v", err)
	}
	c := &trio{t: t, nodes: make(map[string]*nats.Node)}
	for _, region := range []string{"a", "b"} {
		node, err := open(region, "roomkey:a password")
		if err != nil {
			t.Fatal(err)
		}
		defer node.Close()
		c.nodes[region] = node
	}
	heard := make(chan string, 1)
	stop, err := c.nodes["b"].Subscribe("rk.1.x", func(_ string, data []byte) { heard <- string(data) })
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	c.await("b hears a", func() bool {
		if err := c.nodes["a"].Publish("rk.1.x", []byte("hello")); err != nil {
			t.Fatal(err)
		}
		select {
		case said := <-heard:
			return said == "hello"
		default:
			return false
		}
	})
	c.ready(0)
	byB := c.read("b", 1)
	if seq, err := c.append("a", "rows.x", 0, "one"); err != nil || seq != 1 {
		t.Errorf("the first entry is %d, %v", seq, err)
	}
	c.await("b reads it", func() bool { return byB.last.Load() == 1 })
	if leader := c.nodes["a"].Rows().Leader(); leader != "" {
		t.Errorf("no region leads, and not %s", leader)
	}
}
