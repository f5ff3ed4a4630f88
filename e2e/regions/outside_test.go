package regions_test

import (
	"net/http"
	"os/exec"

	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
	"roomkey/internal/volume"
)

// Three regions whose NATS is outside are one Roomkey: edits, rows and presence pass, an operator can wait until all is
// well, and what is wrong at a start ends it with a sentence and harms nobody.
func TestOutside_ThreeRegionsAreOneRoomkey(t *testing.T) {
	t.Parallel()
	n := roomkeytest.StartNATS(t)
	r := n.PrepareRegions("abc")
	r.Start()
	a, b := r.Region("a"), r.Region("b")
	for _, name := range []string{"a", "b", "c"} {
		said, err := roomkeytest.Told(t, "region", "status", "--wait", "30s", "--data", r.Region(name).Dir)
		if err != nil || !strings.Contains(said, "Rows are ordered by NATS outside") {
			t.Errorf("%s: %v\n%s", name, err, said)
		}
	}
	listing := a.Shared("listings", 1)[0].Key(t)
	inA, inB := open(a, listing), open(b, listing)
	saves(a, inA, "City", "By NATS outside")
	sees(b, inB, "City", "By NATS outside")
	shows(r.Region("c"), listing, "City", "By NATS outside")
	makesRows(r, "c", "a")
	here, there := watch(a, demo.Agent1, crm.RecordRoom(listing)), watch(b, demo.Agent2, crm.RecordRoom(listing))
	isOnline(t, here, listing)
	roomkeytest.Eventually(t, "b shows who is in a", func() bool { return there.is(demo.Agent1) == "online" })

	serve := func(env ...string) *exec.Cmd {
		cmd := a.Command(append([]string{"serve", "--addr", "127.0.0.1:0", "--data", t.TempDir()}, a.Flags...)...)
		cmd.Env = append(cmd.Env, env...)
		return cmd
	}
	refuses(t, serve(), 1, "region a is running already")
	refuses(t, serve("ROOMKEY_SECRET=another secret, also of 32 bytes"), 1,
		"ROOMKEY_SECRET must be the same in all regions")
	refuses(t, serve("ROOMKEY_NATS_AUTH=roomkey:another password"), 1, "NATS refuses the user or the password")
	r.AllWell()
	if there.is(demo.Agent1) != "online" {
		t.Error("b shows them as gone")
	}
	if s := r.Status("a"); s.Rows != "available" || len(s.Refused) > 0 { // who is wrong says nothing
		t.Errorf("a sees %+v", s)
	}
}

// isOnline has somebody look at a record.
func isOnline(t *testing.T, w *screen, listing crm.ID) {
	t.Helper()
	if err := w.Send(map[string]any{"type": "presence", "status": "online", "viewing": listing.String()}); err != nil {
		t.Fatal(err)
	}
}

// With NATS outside, one of its servers may be killed, and one may lose its disk: edits and rows go on. While all are
// away, edits are saved where they are made, by a region that was started meanwhile too, and rows can't be changed.
// When they are back, also without their disks, everything goes on.
func TestOutside_LosesItsServers(t *testing.T) {
	volume.Soak(t)
	t.Parallel()
	n := roomkeytest.StartNATS(t)
	r := n.PrepareRegions("abc")
	r.Start()
	a, b, c := r.Region("a"), r.Region("b"), r.Region("c")
	listing := a.Shared("listings", 1)[0].Key(t)
	here, there := watch(a, demo.Agent1, crm.RecordRoom(listing)), watch(b, demo.Agent2, crm.RecordRoom(listing))
	isOnline(t, here, listing)
	roomkeytest.Eventually(t, "b shows who is in a", func() bool { return there.is(demo.Agent1) == "online" })
	docs := map[string]*testclient.Doc{"a": open(a, listing), "b": open(b, listing), "c": open(c, listing)}
	goesOn := func(when string) {
		t.Helper()
		for i, name := range []string{"a", "b", "c"} {
			s, next := r.Region(name), []string{"b", "c", "a"}[i]
			saves(s, docs[name], "City", name+" "+when)
			shows(r.Region(next), listing, "City", name+" "+when)
			makesRows(r, name, next)
		}
	}
	goesOn("at first")
	for i := range 3 { // one of them leads the stream
		n.Kill(i)
		goesOn("without one server")
		n.Start(i)
		r.AllWell()
	}
	n.Kill(1)
	n.Wipe(1)
	n.Start(1)
	r.AllWell()
	goesOn("with a server that lost its disk")
	if there.is(demo.Agent1) != "online" || there.flickered(demo.Agent1) {
		t.Error("b has shown them as gone meanwhile")
	}

	n.KillAll()
	saves(a, docs["a"], "City", "Without NATS")
	signedIn := a.SignIn(demo.Agent1.Email)
	if _, _, status := personal(a, signedIn); status != http.StatusServiceUnavailable {
		t.Errorf("without NATS, a row is answered %d", status)
	}
	if code := c.Terminate(); code != 0 {
		t.Errorf("without NATS, c ends with %d", code)
	}
	c.Start()
	roomkeytest.Eventually(t, "c, started without NATS, is ready", func() bool {
		return readiness(c) == http.StatusOK
	})
	docs["c"] = open(c, listing)
	saves(c, docs["c"], "PostalCode", "95777")
	for i := range 3 {
		n.Wipe(i)
	}
	n.StartAll()
	r.AllWell()
	shows(a, listing, "PostalCode", "95777")
	shows(c, listing, "City", "Without NATS")
	goesOn("after all")
	equalAndSound(r, listing, "a", "b", "c")
}
