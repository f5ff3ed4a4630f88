package nats_test

import (
	"crypto/rand"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	client "github.com/nats-io/nats.go"

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
	plain := at
	for _, region := range []string{"a", "b"} {
		auth := "roomkey:a password"
		if region == "b" { // the first server is gone, and the credentials stand in the addresses
			auth = ""
			at = "nats://" + freeAddr(t) + "," + strings.Replace(plain, "//", "//roomkey:a%20password@", 1)
		}
		node, err := open(region, auth)
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

// A question about the order of rows that comes while a leader is elected never gets an answer. So it is asked again,
// before it is given up.
func TestRows_AreAskedForAgain(t *testing.T) {
	t.Parallel()
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: server.RANDOM_PORT, NoSigs: true, NoLog: true})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	defer func() { s.Shutdown(); s.WaitForShutdown() }()
	if !s.ReadyForConnections(10 * time.Second) {
		t.Fatal("NATS does not start")
	}
	conn, err := client.Connect(s.ClientURL())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	asked := 0
	_, err = conn.Subscribe("$JS.API.STREAM.INFO.ROWS", func(m *client.Msg) {
		if asked++; asked > 1 { // as the new leader answers
			_ = m.Respond([]byte(`{"config":{"name":"ROWS","num_replicas":3,"allow_atomic":true}}`))
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.Flush(); err != nil {
		t.Fatal(err)
	}
	node, err := nats.Open(t.Context(), nats.Config{Region: "a", Peers: []nats.Peer{{Name: "a"}, {Name: "b"}},
		Members: 2, Keys: keys, Random: rand.Reader, URL: s.ClientURL()})
	if err != nil {
		t.Fatal(err)
	}
	defer node.Close()
	if there, err := node.HasRows(within(t, 10*time.Second)); err != nil || !there {
		t.Errorf("there are rows: %t, %v", there, err)
	}
}
