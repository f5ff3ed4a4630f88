package session_test

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"roomkey/crm"
	"roomkey/sync/session"
)

// R8
func TestSession_PingsAndGivesUpOnTheDead(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		living, dead := d.enter(agent), d.enter(mate)
		began := time.Now()
		dead.Mute()
		dead.expectClose(3012)
		if took := time.Since(began); took < 60*time.Second || took > 62*time.Second {
			t.Fatal(took)
		}
		time.Sleep(10 * time.Minute)
		living.expectNothing()
	})
}

// R9
func TestSession_OutlivesItsTokenByRenewal(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		renewed := map[string]crm.Principal{}
		d := newServer(t, func(c *session.Config) {
			c.Renew = func(_ context.Context, token string) (crm.Principal, error) {
				if who, ok := renewed[token]; ok {
					return who, nil
				}
				return crm.Principal{}, crm.Errorf(crm.CodeUnauthenticated, "this token is not valid")
			}
		})
		began := time.Now()
		c := d.connect(crm.Principal{User: agent, Expires: began.Add(10 * time.Minute)})
		c.join("a")
		c.expect("peer")
		c.joinRoom(crm.UserRoom(agent.ID))
		time.Sleep(9*time.Minute + 2*time.Second)
		if left := c.expect("auth:expiring")["seconds"].(uint64); left < 55 || left > 60 {
			t.Fatal(left)
		}
		c.send(object{"type": "auth", "token": "bad"})
		if f := c.expect("error"); f["code"] != "unauthenticated" {
			t.Fatal(f)
		}
		renewed["good"] = crm.Principal{User: agent, Expires: began.Add(20 * time.Minute)}
		c.send(object{"type": "auth", "token": "good"})
		if at := c.expect("auth:ok")["expiresAt"]; at != float64(began.Add(20*time.Minute).UnixMilli()) {
			t.Fatal(at)
		}
		time.Sleep(9 * time.Minute)
		c.expectNothing()
		time.Sleep(time.Minute)
		c.expect("auth:expiring")
		c.expectClose(3005)
		if took := time.Since(began); took < 20*time.Minute+25*time.Second || took > 20*time.Minute+27*time.Second {
			t.Fatal(took)
		}
		renewed["mate's"] = crm.Principal{User: mate, Expires: began.Add(time.Hour)}
		c = d.enter(agent)
		c.send(object{"type": "auth", "token": "mate's"})
		c.expectClose(3500)
	})
}

func TestSession_IsClosedWhenItsUserIsDisabled(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		c, other := d.enter(agent), d.enter(mate)
		time.Sleep(1500 * time.Millisecond)
		d.change(func() { gone := agent; gone.Disabled = true; d.users[agent.ID] = gone })
		began := time.Now()
		c.expectClose(4501)
		if took := time.Since(began); took > 2*time.Second {
			t.Fatal(took)
		}
		other.expectNothing()
		disabled := agent
		disabled.Disabled = true
		d.connect(crm.Principal{User: disabled}).expectClose(4501)
		d.change(func() { delete(d.users, mate.ID) })
		other.expectClose(4501)
	})
}

func TestSession_IsClosedWhenItsSignInIsEndedElsewhere(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		var over atomic.Bool
		d := newServer(t, func(c *session.Config) {
			c.Ended = func(_ context.Context, session string) (crm.SessionEnd, error) {
				if over.Load() && session == "session-"+agent.Name {
					return crm.SessionOver, nil
				}
				return crm.SessionGoesOn, nil
			}
		})
		c, other := d.enter(agent), d.enter(mate)
		time.Sleep(1500 * time.Millisecond)
		d.change(func() { over.Store(true) })
		began := time.Now()
		c.expectClose(3500)
		if took := time.Since(began); took > 2*time.Second {
			t.Fatal(took)
		}
		other.expectNothing()
	})
}

func TestSession_GivesItsDocumentsTheUsersNewRights(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		c := d.enter(agent)
		c.sync(id(1), "m")
		synctest.Wait()
		moved := agent
		moved.Teams = []crm.ID{valley}
		d.change(func() { d.users[agent.ID] = moved })
		time.Sleep(2 * time.Second)
		link := d.links[0]
		link.mu.Lock()
		defer link.mu.Unlock()
		if !slices.Equal(link.user.Teams, moved.Teams) {
			t.Fatal(link.user)
		}
	})
}

func TestSession_IsToldOfADrain(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		c, stalled := d.enter(agent), d.stall(crm.Principal{User: mate})
		d.Drain(t.Context())
		c.expectClose(3001)
		<-stalled.over
		d.connect(crm.Principal{User: agent}).expectClose(3001)
	})
}
