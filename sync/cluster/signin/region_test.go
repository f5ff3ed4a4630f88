package signin_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"roomkey/crm"
	"roomkey/store/storetest"
	"roomkey/sync/cluster/follow/followtest"
	"roomkey/sync/cluster/signin"
	"roomkey/sync/cluster/wire/wiretest"
)

var names = followtest.Names

const (
	grace = 20 * time.Second
	life  = 12 * time.Hour
)

// cluster is three regions with one user each knows.
type cluster struct {
	*wiretest.World
	t       *testing.T
	regions map[string]*region
	broker  crm.ID
	user    *crm.User
}

// region is a region with its sign-ins.
type region struct {
	*followtest.Region
	*signin.SignIns
	mu    sync.Mutex // guards what follows
	ended []crm.ID
}

// inCluster runs a test with three regions in a bubble.
func inCluster(t *testing.T, seed uint64, test func(t *testing.T, c *cluster)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		c := &cluster{World: wiretest.New(t, seed, names...), t: t, regions: make(map[string]*region)}
		c.Delay(40 * time.Millisecond)
		for i, name := range names {
			c.regions[name] = c.open(name, uint64(i)+1, 0)
		}
		pass(10 * time.Second)
		var err error
		if c.broker, err = c.regions["a"].Brokerage(t.Context(), "Harbor"); err != nil {
			t.Fatal(err)
		}
		c.user = c.person("ann@demo.test")
		pass(5 * time.Second)
		test(t, c)
		for _, name := range names {
			c.regions[name].Stop()
		}
	})
}

// pass lets a bubble's time pass.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// open starts a region whose clock is ahead.
func (c *cluster) open(name string, boot uint64, ahead time.Duration) *region {
	c.t.Helper()
	r := &region{}
	followtest.Open(c.t, c.World, followtest.Options{Name: name, Dir: storetest.Dir(c.t), Boot: boot, Ahead: ahead},
		func(f *followtest.Region) followtest.Follower {
			r.Region = f
			r.SignIns = signin.New(signin.Config{Port: f.Port, Regions: names, Store: f.Store, There: f.There,
				Ended: func(id crm.ID) { r.mu.Lock(); r.ended = append(r.ended, id); r.mu.Unlock() }})
			return r.SignIns
		})
	return r
}

// person makes a user.
func (c *cluster) person(email string) *crm.User {
	c.t.Helper()
	u := &crm.User{Email: email, Name: "N", Role: crm.RoleAgent, Broker: c.broker}
	if err := c.regions["a"].AddUser(c.t.Context(), u, "hash"); err != nil {
		c.t.Fatal(err)
	}
	return u
}

// device is where somebody is signed in: it holds the newest refresh token.
type device struct {
	c       *cluster
	session crm.ID
	token   string
}

func hashOf(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// signIn signs the user in, in a region.
func (c *cluster) signIn(name string) *device {
	c.t.Helper()
	r := c.regions[name]
	d := &device{c: c, session: newID()}
	d.token = d.session.String()
	now := time.Now()
	password, err := r.Password(c.t.Context(), c.user.ID)
	if err != nil {
		c.t.Fatal(err)
	}
	_, err = r.AddSession(c.t.Context(), crm.Session{ID: d.session, User: c.user.ID, Device: "browser", Created: now,
		Used: now, Expires: now.Add(life)}, password, hashOf(d.token))
	if err != nil {
		c.t.Fatal(err)
	}
	return d
}

// refresh trades the device's token in a region, as web does.
func (d *device) refresh(name string) error {
	next, err := d.trade(name, d.token)
	if err == nil {
		d.token = next
	}
	return err
}

// trade trades any token of the device in a region.
func (d *device) trade(name, token string) (next string, err error) {
	s := d.c.regions[name].SignIns
	next = token + "'"
	if _, err := s.SessionByRefresh(d.c.t.Context(), hashOf(token), life); err != nil {
		return "", err
	}
	_, err = s.RotateRefresh(d.c.t.Context(), hashOf(token), hashOf(next), grace)
	if crm.CodeOf(err) == crm.CodeConflict {
		err = nil
	}
	return next, err
}

// counts reports whether a device's access token counts in a region.
func (d *device) counts(name string) bool {
	session, err := d.c.regions[name].SignIns.Session(d.c.t.Context(), d.session)
	if err != nil && crm.CodeOf(err) != crm.CodeNotFound {
		d.c.t.Error(name, err)
	}
	return err == nil && session.User == d.c.user.ID
}

// wantCounts says where a device's sign-in has to count.
func (d *device) wantCounts(want bool) {
	d.c.t.Helper()
	for _, name := range names {
		if d.counts(name) != want {
			d.c.t.Errorf("in %s the sign-in counts: %v", name, !want)
		}
	}
}

// told is how many sessions the region was told are over.
func (r *region) told() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.ended)
}

// know is all that a region knows of sessions, but for times and tokens that were replaced.
func (r *region) know(t *testing.T) string {
	t.Helper()
	page, err := r.ChangedSessions(t.Context(), 0, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, s := range page.Sessions {
		tokens := ""
		for _, token := range s.Tokens {
			if !token.Replaced {
				tokens += fmt.Sprintf(" %d %x", token.Generation, token.Hash[:3])
			}
		}
		if s.Ended {
			s.Region, s.Term = "", 0
		}
		lines = append(lines, fmt.Sprint(s.ID, " ", s.Region, s.Term, s.Ended, tokens))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// same holds the regions against each other.
func (c *cluster) same() {
	c.t.Helper()
	want := c.regions["a"].know(c.t)
	for _, name := range names[1:] {
		if got := c.regions[name].know(c.t); got != want {
			c.t.Errorf("%s knows\n%s\na knows\n%s", name, got, want)
		}
	}
}

func newID() crm.ID { return crm.NewID(rand.Reader) }

// deadline is a context for one question.
func deadline(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	t.Cleanup(cancel)
	return ctx
}
