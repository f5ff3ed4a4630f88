package signin_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/internal/volume"
	"roomkey/sync/cluster/follow/followtest"
	"roomkey/sync/cluster/wire"
	"roomkey/sync/cluster/wire/wiretest"
)

// A sign-in counts in every region, at once where it is asked for, and each can renew it. Whoever has an older token
// ends it everywhere.
func TestSignIns_CountEverywhere(t *testing.T) {
	inCluster(t, 1, func(t *testing.T, c *cluster) {
		d := c.signIn("a")
		d.wantCounts(true) // before anybody was told
		stolen := d.token
		for _, name := range []string{"b", "c", "a", "b"} {
			pass(time.Minute)
			if err := d.refresh(name); err != nil {
				t.Error(name, err)
			}
		}
		pass(time.Second)
		c.same()
		pass(time.Minute)
		if _, err := d.trade("c", stolen); crm.CodeOf(err) != crm.CodeNotFound {
			t.Error("an older token is traded:", err)
		}
		pass(3 * time.Second)
		d.wantCounts(false)
		for _, name := range names {
			if name != "c" && c.regions[name].told() == 0 {
				t.Errorf("nobody closes the sockets in %s", name)
			}
		}
		c.same()
	})
}

// An older token ends a sign-in also in a region that never knew it, whether the sign-in is that region's or another's.
func TestSignIns_EndByATokenThatIsNotKnownHere(t *testing.T) {
	for _, moved := range []bool{false, true} {
		t.Run(fmt.Sprint("it moved ", moved), func(t *testing.T) {
			inCluster(t, 1, func(t *testing.T, c *cluster) {
				d := c.signIn("a")
				c.Isolate("b")
				pass(10 * time.Second)
				renew := func(name string) {
					pass(time.Minute)
					if err := d.refresh(name); err != nil {
						t.Fatal(name, err)
					}
				}
				renew("a")
				stolen := d.token
				for range crm.MaxSessionTokens + 1 {
					renew("a")
				}
				c.HealAll()
				pass(time.Minute)
				if moved {
					c.Isolate("a")
					pass(10 * time.Second)
					renew("b")
					c.HealAll()
					pass(time.Minute)
				}
				d.wantCounts(true)
				if _, err := d.trade("b", stolen); crm.CodeOf(err) != crm.CodeNotFound {
					t.Error("an older token is traded:", err)
				}
				pass(3 * time.Second)
				d.wantCounts(false)
				c.same()
			})
		})
	}
}

// A region that takes a sign-in for another's renews it only once it has taken it over, so that all learn of that.
func TestSignIns_AreRenewedByTheirRegionAlone(t *testing.T) {
	inCluster(t, 1, func(t *testing.T, c *cluster) {
		d := c.signIn("b")
		pass(time.Second)
		believes := func(name, owner string, term uint64) {
			t.Helper()
			page, err := c.regions[name].SessionState(t.Context(), d.session)
			if err == nil {
				page.Sessions[0].Region, page.Sessions[0].Term = owner, term
				_, err = c.regions[name].TakeSessions(t.Context(), page)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		believes("b", "a", 5) // a takes it for b's
		if err := d.refresh("b"); err != nil {
			t.Error(err)
		}
		pass(5 * time.Second)
		c.same()

		believes("b", "a", 10)
		believes("a", "c", 11)
		believes("c", "a", 12)
		if err := d.refresh("b"); crm.CodeOf(err) != crm.CodeUnavailable {
			t.Error("it is renewed while nobody knows whose it is:", err)
		}
		if err := d.refresh("b"); err != nil {
			t.Error(err)
		}
		pass(5 * time.Second)
		c.same()
		d.wantCounts(true)
	})
}

// Two tabs that trade one token at once, in two regions, both stay signed in.
func TestSignIns_TwoTabsInTwoRegions(t *testing.T) {
	inCluster(t, 1, func(t *testing.T, c *cluster) {
		d := c.signIn("a")
		pass(time.Second)
		for _, name := range []string{"b", "c"} {
			if _, err := d.trade(name, d.token); err != nil {
				t.Error(name, err)
			}
		}
		d.wantCounts(true)
	})
}

// The sessions of a region that is silent are taken over from what was told of them. When it is back, it learns who has
// them, and whoever used an older token meanwhile ends them.
func TestSignIns_AreTakenOverFromASilentRegion(t *testing.T) {
	inCluster(t, 1, func(t *testing.T, c *cluster) {
		moved, robbed := c.signIn("a"), c.signIn("a")
		pass(time.Second)
		c.Isolate("a")
		pass(10 * time.Second)
		old := robbed.token
		if err := robbed.refresh("a"); err != nil {
			t.Error(err)
		}
		if _, err := robbed.trade("c", old); err != nil {
			t.Error(err)
		}
		if err := moved.refresh("b"); err != nil {
			t.Error(err)
		}
		pass(time.Minute)
		if err := robbed.refresh("a"); err != nil {
			t.Error(err)
		}
		c.HealAll()
		pass(time.Minute)
		c.same()
		moved.wantCounts(true)
		if err := moved.refresh("a"); err != nil {
			t.Error(err)
		}
		if _, err := robbed.trade("c", old+"'"); crm.CodeOf(err) != crm.CodeNotFound { // what the thief got
			t.Error(err)
		}
		pass(5 * time.Second)
		robbed.wantCounts(false)
		c.same()
	})
}

// A region that is cut off for the life of a session (in make soak) goes on renewing it, and so does the other side.
func TestSignIns_AreRenewedWhileARegionIsCutOff(t *testing.T) {
	inCluster(t, 1, func(t *testing.T, c *cluster) {
		devices := map[*device]string{c.signIn("a"): "a", c.signIn("a"): "b", c.signIn("c"): "c", c.signIn("b"): "a"}
		pass(time.Second)
		c.Isolate("a")
		for range volume.Rounds(t, int(life/(10*time.Minute))-1, "renewals of each") {
			pass(10 * time.Minute)
			for d, name := range devices {
				if err := d.refresh(name); err != nil {
					t.Fatal(name, err)
				}
			}
		}
		c.HealAll()
		pass(time.Minute)
		c.same()
		for d, name := range devices {
			d.wantCounts(true)
			if err := d.refresh(name); err != nil {
				t.Error(name, err)
			}
		}
	})
}

// A sign-in that was ended counts nowhere, however late a region hears of either.
func TestSignIns_WhatHasEndedStaysSo(t *testing.T) {
	inCluster(t, 1, func(t *testing.T, c *cluster) {
		c.Isolate("c")
		pass(10 * time.Second)
		ctx := t.Context()
		var over []*device
		for range 3 {
			over = append(over, c.signIn("a"))
		}
		pass(time.Second)
		if err := c.regions["b"].DropSession(ctx, c.user.ID, over[0].session); err != nil {
			t.Error(err)
		}
		if _, err := c.regions["b"].RevokeOtherSessions(ctx, c.user.ID, over[2].session); err != nil {
			t.Error(err)
		}
		if !over[2].counts("a") || !over[2].counts("b") {
			t.Error("the one that was to stay has ended")
		}
		if err := c.regions["a"].SetPassword(ctx, c.user.ID, "another hash"); err != nil {
			t.Error(err)
		}
		fresh := c.signIn("a") // after it
		out := c.signIn("c")
		if err := c.regions["c"].SignOut(ctx, c.user.ID, out.session); err != nil {
			t.Error(err)
		}
		c.HealAll()
		pass(20 * time.Second)
		for _, d := range append(over, out) {
			d.wantCounts(false)
		}
		fresh.wantCounts(true)
		c.same()
		if err := c.regions["b"].SetDisabled(ctx, c.user.ID, true); err != nil {
			t.Error(err)
		}
		if err := c.regions["b"].SetDisabled(ctx, c.user.ID, false); err != nil {
			t.Error(err)
		}
		pass(time.Second)
		fresh.wantCounts(false)
	})
}

// A region that is started with an empty database, and one that is an hour ahead, know all sessions soon.
func TestSignIns_AnotherClockChangesNothing(t *testing.T) {
	inCluster(t, 1, func(t *testing.T, c *cluster) {
		d := c.signIn("a")
		pass(time.Second)
		c.regions["c"].Stop()
		c.regions["c"] = c.open("c", 30, time.Hour)
		pass(70 * time.Second)
		d.wantCounts(true)
		session, err := c.regions["c"].Store.Session(t.Context(), d.session)
		if left := time.Until(session.Expires) - time.Hour; err != nil || left < life-2*time.Minute || left > life {
			t.Errorf("in c it goes on for %v (%v)", left, err)
		}
		if err := c.regions["c"].Maintain(t.Context()); err != nil {
			t.Error(err)
		}
		pass(3 * time.Second)
		d.wantCounts(true)
		if err := d.refresh("c"); err != nil {
			t.Error(err)
		}
	})
}

// What is forged, stale, malformed or about somebody else's session changes nothing and is counted.
func TestSignIns_RefuseWhatIsForged(t *testing.T) {
	inCluster(t, 1, func(t *testing.T, c *cluster) {
		d := c.signIn("a")
		pass(time.Second)
		stranger := c.person("eve@demo.test")
		before, err := c.regions["b"].SessionState(t.Context(), d.session)
		if err != nil {
			t.Fatal(err)
		}
		page := func(change func(*crm.SessionState)) []byte {
			state := before.Sessions[0]
			change(&state)
			return wire.EncodeSessions(&crm.SessionPage{At: time.Now(), Sessions: []crm.SessionState{state}})
		}
		end := page(func(s *crm.SessionState) { s.Ended = true })
		send := func(keys wire.Keys, region string, boot uint64, kind wire.Kind, payload []byte) {
			t.Helper()
			port := wire.NewPort(wire.PortConfig{Network: c.Region("c"), Region: region, Regions: names, Boot: boot,
				Keys: keys})
			err := port.Publish(wire.SessionsSubject(region), kind, crm.ID{}, payload)
			if err != nil {
				t.Error(err)
			}
			pass(time.Second)
		}
		send(wire.NewKeys([]byte("another secret, also of 32 bytes")), "c", 9, wire.KindSessions, end)
		send(followtest.Keys, "x", 9, wire.KindSessions, end)
		send(followtest.Keys, "c", 9, wire.KindBeat, end)
		send(followtest.Keys, "c", 9, wire.KindSessions, end[:len(end)-1])
		send(followtest.Keys, "c", 9, wire.KindSessions, end) // the same start and count: stale
		others := page(func(s *crm.SessionState) { s.User, s.Ended = stranger.ID, true })
		send(followtest.Keys, "c", 10, wire.KindSessions, others)
		send(followtest.Keys, "c", 11, wire.KindSessions, page(func(s *crm.SessionState) { s.User = stranger.ID }))
		d.wantCounts(true)
		for _, reason := range []string{"seal", "region", "kind", "payload", "stale"} {
			if c.regions["b"].Refused(reason) == 0 {
				t.Errorf("not counted: %s", reason)
			}
		}
		port := wire.NewPort(wire.PortConfig{Network: c.Region("c"), Region: "c", Regions: names, Boot: 12,
			Keys: followtest.Keys})
		next := crm.Hash(hashOf("forged"))
		other := newID()
		for _, q := range []wire.SessionQuestion{
			{Session: other, Token: crm.Hash(hashOf(d.token)), Next: next, Grace: grace}, // another session's token
			{Session: d.session, Token: crm.Hash(hashOf("guessed")), Next: next, Grace: grace},
		} {
			m, err := port.Request(deadline(t), wire.SessionSubject("a"), wire.KindSession, crm.ID{},
				wire.EncodeSessionQuestion(&q), wire.KindSessionAnswer)
			if err != nil {
				t.Fatal(err)
			}
			if verdict, _, err := wire.DecodeSessionAnswer(m.Payload); err != nil || verdict != wire.SessionUnknown {
				t.Error(verdict, err)
			}
		}
		if err := d.refresh("a"); err != nil {
			t.Error(err)
		}
	})
}

// Whatever is lost, doubled, overtaken or cut: whoever renews in time stays signed in, what was ended counts nowhere in
// the end, and all regions know the same.
func TestSignIns_AreEqualInTheEnd(t *testing.T) {
	for seed := range uint64(volume.Rounds(t, 8, "seeds")) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			inCluster(t, seed, func(t *testing.T, c *cluster) {
				chance := rand.New(rand.NewPCG(seed, 3))
				c.Set(wiretest.Faults{Loss: 0.1, Double: 0.1, Reorder: 0.2, Delay: 40 * time.Millisecond,
					Jitter: 100 * time.Millisecond})
				var live, over []*device
				for range 40 {
					name := names[chance.IntN(3)]
					switch n := chance.IntN(10); {
					case n < 3:
						live = append(live, c.signIn(name))
						pass(3 * time.Second) // else nobody else may know it when the region is cut off
					case n < 4 && len(live) > 0:
						d := live[0]
						if err := c.regions[name].SignOut(t.Context(), c.user.ID, d.session); err == nil {
							live, over = live[1:], append(over, d)
						}
					case n < 5:
						c.Isolate(name)
					case n < 7:
						c.HealAll()
					case len(live) > 0:
						d := live[chance.IntN(len(live))]
						c.HealAll() // so that the newest token is known where it is used
						pass(15 * time.Second)
						if err := d.refresh(name); err != nil {
							t.Fatalf("refresh in %s: %v", name, err)
						}
					}
					pass(time.Duration(chance.IntN(60)) * time.Second)
				}
				c.HealAll()
				c.Delay(40 * time.Millisecond)
				pass(2 * time.Minute)
				c.same()
				for _, d := range live {
					d.wantCounts(true)
				}
				for _, d := range over {
					d.wantCounts(false)
				}
			})
		})
	}
}
