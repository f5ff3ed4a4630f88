package regions_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
)

// screen is a client in a record's room, which keeps who it was told is there.
type screen struct {
	*testclient.Client
	mu    sync.Mutex
	shown map[string]string // status by user; guarded by mu
	gone  map[string]int    // how often each was shown as gone; guarded by mu
}

func watch(s *roomkeytest.Server, user crm.User, room crm.Room) *screen {
	s.T.Helper()
	w := &screen{shown: make(map[string]string), gone: make(map[string]int)}
	w.Client = s.Dial(s.Personal(user.Email), testclient.Options{OnFrame: func(f testclient.Frame) {
		switch {
		case f.Room != string(room):
		case f.Type == "presence":
			w.show(f.Raw)
		case f.Type == "room:joined":
			for _, device := range f.Members {
				w.show(device)
			}
		}
	}})
	s.T.Cleanup(w.Close)
	if err := w.Join(room, "", 0); err != nil {
		s.T.Fatal(err)
	}
	return w
}

// show takes what is told of a device.
func (w *screen) show(raw []byte) {
	var device struct{ User, Status string }
	if cbor.Unmarshal(raw, &device) != nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.shown[device.User] = device.Status; device.Status == "offline" {
		w.gone[device.User]++
	}
}

func (w *screen) is(user crm.User) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.shown[user.ID.String()]
}

// flickered reports whether somebody was ever shown as gone.
func (w *screen) flickered(user crm.User) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.gone[user.ID.String()] > 0
}

// Who works on a record in one region is seen in the others, until they go, or nothing is heard of their region.
func TestPresence_IsSeenInOtherRegions(t *testing.T) {
	t.Parallel()
	r := roomkeytest.StartRegions(t, "abc", delays)
	a, b, c := r.Region("a"), r.Region("b"), r.Region("c")
	listing := a.Shared("listings", 1)[0].Key(t)
	room := crm.RecordRoom(listing)
	inA, inB := watch(a, demo.Agent1, room), watch(b, demo.Agent2, room)
	be := func(w *screen, status string) time.Time {
		t.Helper()
		frame := map[string]any{"type": "presence", "status": status, "viewing": listing.String()}
		if err := w.Send(frame); err != nil {
			t.Fatal(err)
		}
		return time.Now()
	}
	began := be(inA, "online")
	roomkeytest.Eventually(t, "b shows who is in a", func() bool { return inB.is(demo.Agent1) == "online" })
	t.Logf("b shows who is in a after %s (one way is 40 ms)", time.Since(began).Round(time.Millisecond))
	be(inB, "away")
	roomkeytest.Eventually(t, "a shows who is in b", func() bool { return inA.is(demo.Agent2) == "away" })
	late := c.Listen(c.Personal(demo.Agent1.Email), room, "", 0)
	defer late.Close()
	roomkeytest.Eventually(t, "who comes in c sees both", func() bool {
		again := c.Listen(c.Personal(demo.Agent1.Email), room, "", 0)
		defer again.Close()
		again.Lock()
		defer again.Unlock()
		members := fmt.Sprintf("%s", again.Joined.Members)
		return strings.Contains(members, demo.Agent1.ID.String()) && strings.Contains(members, demo.Agent2.ID.String())
	})

	inA.Close()
	roomkeytest.Eventually(t, "b shows that they have gone", func() bool { return inB.is(demo.Agent1) == "offline" })
	inA = watch(a, demo.Agent1, room)
	be(inA, "online")
	roomkeytest.Eventually(t, "b shows that they are back", func() bool { return inB.is(demo.Agent1) == "online" })
	r.Cut("a")
	cut := time.Now()
	roomkeytest.Eventually(t, "b shows nobody of a", func() bool { return inB.is(demo.Agent1) == "offline" })
	t.Logf("b shows nobody of a %s after the cut", time.Since(cut).Round(100*time.Millisecond))
	r.Heal("a")
	roomkeytest.Eventually(t, "b shows them again", func() bool { return inB.is(demo.Agent1) == "online" })
	a.Kill()
	roomkeytest.Eventually(t, "b shows that a's server died", func() bool { return inB.is(demo.Agent1) == "offline" })
}
