package nats_test

import (
	"crypto/rand"
	"errors"
	"net"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
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
	if _, err := open("a", "roomkey:another password"); crm.CodeOf(err) != crm.CodeUnauthenticated {
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

// refusals are how often NATS outside still refuses whoever connects.
type refusals struct{ left atomic.Int64 }

// Check is NATS's.
func (r *refusals) Check(server.ClientAuthentication) bool { return r.left.Add(-1) < 0 }

// A region that is started while NATS outside is away reaches it when it is there, also where it is refused at first,
// as while an operator replaces the password.
func TestNode_WaitsForNATSOutside(t *testing.T) {
	t.Parallel()
	addr := freeAddr(t)
	node, err := nats.Open(t.Context(), nats.Config{Region: "a", Peers: []nats.Peer{{Name: "a"}, {Name: "b"}},
		Members: 2, Keys: keys, Random: rand.Reader, URL: "nats://" + addr, Auth: "roomkey:a password"})
	if err != nil {
		t.Fatal(err)
	}
	defer node.Close()
	if err := node.Publish("rk.1.x", nil); crm.CodeOf(err) != crm.CodeUnavailable {
		t.Errorf("without NATS, a message is answered %v", err)
	}
	host, text, err := net.SplitHostPort(addr)
	port, err2 := strconv.Atoi(text)
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	refuses := new(refusals)
	refuses.left.Store(4) // NATS's client gives up after two by itself
	s, err := server.NewServer(&server.Options{Host: host, Port: port, NoSigs: true, NoLog: true,
		CustomClientAuthentication: refuses})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	defer func() { s.Shutdown(); s.WaitForShutdown() }()
	for limit := within(t, 20*time.Second); node.Publish("rk.1.x", nil) != nil; {
		select {
		case <-time.After(20 * time.Millisecond):
		case <-limit.Done():
			t.Fatal("NATS outside is not reached")
		}
	}
	if left := refuses.left.Load(); left >= 0 {
		t.Errorf("%d refusals are left", left)
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
