package regions_test

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
)

// freePorts finds ports that follow one another and that nobody has.
func freePorts(t *testing.T, n int) (first int) {
	t.Helper()
	random := roomkeytest.Seeded(t)
	for range 100 {
		first = 20_000 + random.IntN(10_000)
		free := true
		for port := first; port < first+n && free; port++ {
			l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
			if free = err == nil; free {
				_ = l.Close() // it was opened only to see
			}
		}
		if free {
			return first
		}
	}
	t.Fatal("no ports are free")
	return 0
}

// What deploy/fly.sh gives to the machines of three regions makes them one Roomkey: the same variables, as processes of
// this machine.
func TestDeploy_TheVariablesOfThreeRegionsMakeThemOne(t *testing.T) {
	t.Parallel()
	names, folder, port := []string{"fra", "iad", "sin"}, t.TempDir(), freePorts(t, 9)
	servers := make(map[string]*roomkeytest.Server)
	for i, name := range names {
		s := roomkeytest.Prepare(t, roomkeytest.Config{Plain: true})
		s.Addr = fmt.Sprintf("127.0.0.1:%d", port+3*i)
		if err := os.Symlink(s.Dir, filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
		servers[name] = s
	}
	script := exec.Command("sh", append([]string{"../../deploy/local.sh", folder}, names...)...)
	script.Env = append(os.Environ(), "ROOMKEY_BINARY="+roomkeytest.Plain(t),
		"ROOMKEY_SECRET="+roomkeytest.ClusterSecret, fmt.Sprintf("ROOMKEY_LOCAL_PORT=%d", port))
	var said strings.Builder
	script.Stdout, script.Stderr = &said, &said
	if err := script.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- script.Wait() }()
	end := func() error {
		_ = script.Process.Signal(syscall.SIGTERM)
		return <-ended
	}
	stopped := false
	defer func() {
		if !stopped {
			_ = end() // the test has failed
		}
	}()
	roomkeytest.Eventually(t, "fra listens", func() bool {
		_, err := os.Stat(filepath.Join(folder, "fra", "control"))
		return err == nil
	})
	for _, name := range names {
		if said, err := roomkeytest.Told(t, "region", "status", "--wait", "1m", "--data",
			filepath.Join(folder, name)); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, said)
		}
	}
	listing := servers["fra"].Shared("listings", 1)[0]
	token := servers["iad"].Personal(demo.Agent1.Email)
	if status, body := servers["iad"].Call(token, "PATCH", "/listings/"+listing.ID,
		map[string]any{"fields": map[string]any{"ListPrice": 43_000_000}}); status != http.StatusOK {
		t.Fatalf("an edit in iad: %d %s", status, body)
	}
	shows(servers["sin"], listing.Key(t), "ListPrice", 43_000_000.0)
	metrics, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d/metrics", port+1))
	if err != nil || metrics.StatusCode != http.StatusOK {
		t.Errorf("metrics of fra: %v %v", metrics, err)
	} else {
		metrics.Body.Close()
	}
	stopped = true
	if err := end(); err != nil {
		t.Errorf("the script ends with %v:\n%s", err, said.String())
	}
	for _, s := range servers {
		if said, err := roomkeytest.Told(t, "check", "--data", s.Dir); err != nil {
			t.Errorf("check: %v\n%s", err, said)
		}
	}
}
