package roomkeytest

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// NATSLogin is what opens NATS outside, as ROOMKEY_NATS_AUTH holds it.
const NATSLogin = "roomkey:a password of NATS"

// stockNATS is NATS's own program, of the version that is inside ours.
var stockNATS = newBuild("nats-server", "-trimpath", "github.com/nats-io/nats-server/v2")

// NATS is NATS outside, as an operator runs it: three processes that are one cluster with JetStream.
type NATS struct {
	t       testing.TB
	program string
	servers []*natsServer
}

type natsServer struct {
	dir, addr string
	cmd       *exec.Cmd // nil: it does not run
	ended     chan struct{}
}

// StartNATS starts the three servers. They end with the test.
func StartNATS(t testing.TB) *NATS {
	t.Helper()
	n := &NATS{t: t, program: stockNATS.path(t)}
	var routes []string
	for range 3 {
		routes = append(routes, FreeAddr(t))
		n.servers = append(n.servers, &natsServer{dir: t.TempDir(), addr: FreeAddr(t)})
	}
	user, password, _ := strings.Cut(NATSLogin, ":")
	for i, s := range n.servers {
		text := fmt.Sprintf("server_name: n%d\nlisten: %q\nauthorization { user: %q, password: %q }\n"+
			"jetstream { store_dir: %q }\ncluster { name: outside, listen: %q, routes: [%s] }\n", i, s.addr, user,
			password, n.Streams(i), routes[i],
			"nats-route://"+strings.Join(routes, ", nats-route://"))
		if err := os.WriteFile(filepath.Join(s.dir, "conf"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		n.Start(i)
	}
	t.Cleanup(n.KillAll)
	return n
}

// Start starts a server, and waits until it listens.
func (n *NATS) Start(i int) {
	n.t.Helper()
	s := n.servers[i]
	s.cmd, s.ended = exec.Command(n.program, "-c", filepath.Join(s.dir, "conf")), make(chan struct{})
	if err := s.cmd.Start(); err != nil {
		n.t.Fatal(err)
	}
	go func(cmd *exec.Cmd, ended chan struct{}) {
		_ = cmd.Wait() // it is killed
		close(ended)
	}(s.cmd, s.ended)
	Eventually(n.t, "NATS outside listens", func() bool {
		conn, err := net.DialTimeout("tcp", s.addr, time.Second)
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	})
}

// Kill pulls a server's plug and waits.
func (n *NATS) Kill(i int) {
	if s := n.servers[i]; s.cmd != nil {
		_ = s.cmd.Process.Kill()
		<-s.ended
		s.cmd = nil
	}
}

// KillAll pulls all plugs.
func (n *NATS) KillAll() {
	for i := range n.servers {
		n.Kill(i)
	}
}

// StartAll starts all servers, which must not run.
func (n *NATS) StartAll() {
	n.t.Helper()
	for i := range n.servers {
		n.Start(i)
	}
}

// Wipe takes a server's disk, which must not run.
func (n *NATS) Wipe(i int) {
	n.t.Helper()
	if err := os.RemoveAll(n.Streams(i)); err != nil {
		n.t.Fatal(err)
	}
}

// Streams is the folder of a server in which all that it keeps is.
func (n *NATS) Streams(i int) string { return filepath.Join(n.servers[i].dir, "streams") }

// PID is the process of a server, which must run.
func (n *NATS) PID(i int) int { return n.servers[i].cmd.Process.Pid }

// Pause has a server stand still until resume.
func (n *NATS) Pause(i int) (resume func()) { return Pause(n.t, n.PID(i)) }

// URL is for --nats: the addresses of all servers, the i-th first.
func (n *NATS) URL(i int) string {
	var urls []string
	for k := range n.servers {
		urls = append(urls, "nats://"+n.servers[(i+k)%len(n.servers)].addr)
	}
	return strings.Join(urls, ",")
}

// PrepareRegions prepares regions whose NATS this is, by the program of PreparePlainRegions.
func (n *NATS) PrepareRegions(names string) *Regions {
	n.t.Helper()
	r := &Regions{T: n.t, names: strings.Split(names, ""), servers: make(map[string]*Server),
		plain: os.Getenv("TEST_SOAK") == ""}
	for i, name := range r.names {
		r.servers[name] = Prepare(n.t, Config{Plain: r.plain,
			Flags: []string{"--region", name, "--cluster", strings.Join(r.names, ","), "--nats", n.URL(i)},
			Env:   []string{"ROOMKEY_SECRET=" + ClusterSecret, "ROOMKEY_NATS_AUTH=" + NATSLogin}})
	}
	return r
}
