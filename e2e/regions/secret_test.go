package regions_test

import (
	"sync"
	"testing"

	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
)

// The secret is replaced by the steps of docs/operations.md, region by region, while people work: nobody is signed out,
// and the regions hear each other all the while.
func TestSecret_IsReplacedWhilePeopleWork(t *testing.T) {
	t.Parallel()
	const old, fresh = roomkeytest.ClusterSecret, "another secret, also of 32 bytes or more"
	r := roomkeytest.PreparePlainRegions(t, "abc", nil)
	set := func(own, other string, names ...string) {
		var restarting sync.WaitGroup
		for _, name := range names {
			s := r.Region(name)
			s.SetEnv("ROOMKEY_SECRET="+own, "ROOMKEY_SECRET_PREVIOUS="+other)
			if s.Addr != "127.0.0.1:0" {
				restarting.Go(func() {
					if code := s.Terminate(); code != 0 {
						t.Errorf("%s ends with %d", name, code)
					}
					if !s.Starts() {
						t.Errorf("%s does not start", name)
					}
				})
			}
		}
		restarting.Wait()
	}
	set(old, fresh, "a", "b", "c") // the first step: all accept the new one
	r.Start()
	ann, bob := signIn(t, r.Region("a"), demo.Agent1.Email), signIn(t, r.Region("b"), demo.Agent2.Email)
	works := func(of string) {
		t.Helper()
		r.AllWell()
		for _, name := range []string{"a", "b", "c"} {
			for _, person := range []*browser{ann, bob} {
				if status, body := r.Region(name).Call(person.access, "GET", "/me", nil); status != 200 {
					t.Errorf("%s: in %s an access token is answered %d %s", of, name, status, body)
				}
			}
		}
		for _, name := range []string{"b", "a"} {
			ann.refreshes(r, name)
			bob.refreshes(r, name)
		}
		token := map[string]string{"name": of, "scope": "read"} // a row, which all regions order
		if status, body := r.Region("c").Call(ann.access, "POST", "/tokens", token); status != 201 {
			t.Errorf("%s: a row is answered %d %s", of, status, body)
		}
	}
	set(fresh, old, "a") // the second one, in one region after the other
	works("one region makes with the new secret")
	set(fresh, old, "c")
	set(fresh, "", "b") // the third one: the old one is gone
	works("one region knows the new secret alone")
	for name, reasons := range map[string]roomkeytest.RegionStatus{"a": r.Status("a"), "c": r.Status("c")} {
		if len(reasons.Refused) > 0 {
			t.Errorf("%s has refused messages: %v", name, reasons.Refused)
		}
	}
}
