package regions_test

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"roomkey/internal/roomkeytest"
	"roomkey/internal/testbuild"
)

// outside are three servers of NATS as an operator runs them, beside the regions.
type outside struct {
	t       *testing.T
	program string
	dir     string
	addrs   map[string]string // for clients

	mu      sync.Mutex // guards running
	running map[string]*exec.Cmd
}

var outsideNames = []string{"n1", "n2", "n3"}

// prepareOutside builds NATS's own program, in the version that Roomkey has inside, and prepares three servers of it.
func prepareOutside(t *testing.T) *outside {
	t.Helper()
	program, err := testbuild.Build("nats-server", "-trimpath", "github.com/nats-io/nats-server/v2")
	if err != nil {
		t.Fatal(err)
	}
	o := &outside{t: t, program: program, dir: t.TempDir(), running: map[string]*exec.Cmd{}, addrs: map[string]string{}}
	routes := map[string]string{}
	var all []string
	for _, name := range outsideNames {
		o.addrs[name], routes[name] = roomkeytest.FreeAddr(t), roomkeytest.FreeAddr(t)
		all = append(all, "nats-route://"+routes[name])
	}
	for _, name := range outsideNames {
		config := fmt.Sprintf("server_name: %s\nlisten: %q\nauthorization {user: roomkey, password: %q}\n"+
			"jetstream {store_dir: %q, sync_interval: always}\n"+
			"cluster {name: outside, listen: %q, routes: [%s]}\n", name,
			o.addrs[name], "a password", o.store(name), routes[name], strings.Join(all, ", "))
		if err := os.WriteFile(filepath.Join(o.dir, name+".conf"), []byte(config), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		for name := range o.running {
			o.stop(name)
		}
	})
	return o
}

func (o *outside) store(name string) string { return filepath.Join(o.dir, name) }

// start starts a server and waits until clients reach it.
func (o *outside) start(name string) {
	cmd := exec.Command(o.program, "-c", filepath.Join(o.dir, name+".conf"), "-l", filepath.Join(o.dir, name+".log"))
	if err := cmd.Start(); err != nil {
		o.t.Error(err)
		return
	}
	o.mu.Lock()
	o.running[name] = cmd
	o.mu.Unlock()
	roomkeytest.Eventually(o.t, name+" listens", func() bool {
		c, err := net.DialTimeout("tcp", o.addrs[name], time.Second)
		if err == nil {
			c.Close()
		}
		return err == nil
	})
}

func (o *outside) process(name string) *exec.Cmd {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.running[name]
}

func (o *outside) stop(name string) {
	cmd := o.process(name)
	_ = cmd.Process.Kill()
	_ = cmd.Wait() // it was killed
}

func (o *outside) urls() string {
	var urls []string
	for _, name := range outsideNames {
		urls = append(urls, "nats://roomkey:a%20password@"+o.addrs[name])
	}
	return strings.Join(urls, ",")
}

// useOutside has regions speak by NATS outside from their next start on.
func useOutside(r *roomkeytest.Regions, o *outside) {
	for _, name := range regionLetters {
		s := r.Region(string(name))
		s.Flags = []string{"--region", string(name), "--cluster", "a,b,c"}
		s.SetEnv("ROOMKEY_NATS=" + o.urls())
	}
}

// rowsWellOutside waits until every region hears all others and changes rows. Nobody there knows who leads.
func rowsWellOutside(t *testing.T, r *roomkeytest.Regions) {
	t.Helper()
	for _, name := range regionLetters {
		roomkeytest.Eventually(t, "all is well in "+string(name), func() bool {
			s := r.Status(string(name))
			return s.Problem == "" && s.Rows == "available"
		})
	}
}

// NATS's own servers, outside of the regions, are killed, paused and wiped, one or all of them: edits are saved in
// every region meanwhile, and in the end everything that was saved is everywhere, once.
func TestSoak_NATSOutsideIsKilledPausedAndWiped(t *testing.T) {
	soak(t)
	o := prepareOutside(t)
	for _, name := range outsideNames {
		o.start(name)
	}
	r := roomkeytest.PrepareRegions(t, regionLetters, nil)
	useOutside(r, o)
	startAll(r, "a", "b", "c")
	rowsWellOutside(t, r)
	survive(t, r, &orderers{
		names: outsideNames,
		stop:  o.stop,
		start: o.start,
		dir:   o.store,
		pid:   func(name string) int { return o.process(name).Process.Pid },
		leads: func() string { return "" },
		alive: func([]string) string { return regionLetters },
	})
}
