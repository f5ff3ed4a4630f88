package access_test

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/internal/demo"
)

// A right that is lost through the directory is told like one that is lost by a transfer: at once to who is there, and
// on the next join to who is not (R58).
func TestDirectory_TellsWhatIsLostByIt(t *testing.T) {
	t.Parallel()
	type patch = map[string]any
	for name, change := range map[string]struct {
		user         *crm.User
		before       patch // of the user; nil: none
		method, path string
		body         any
	}{
		"moved to another team": {user: &demo.Agent2, method: "PATCH", path: "/users/" + demo.Agent2.ID.String(),
			body: patch{"teams": demo.Agent3.Teams}},
		"a deleted team": {user: &demo.Agent2, method: "DELETE", path: "/teams/" + demo.Harbor.ID.String()},
		"a changed role": {user: &demo.Agent3, before: patch{"role": "broker"}, method: "PATCH",
			path: "/users/" + demo.Agent3.ID.String(), body: patch{"role": "agent"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t)
			broker, loser := s.Personal(demo.Broker.Email), s.Personal(change.user.Email)
			do := func(method, path string, body any) {
				if status, answer := s.Call(broker, method, path, body); status >= http.StatusMultipleChoices {
					t.Fatalf("%s %s: %d %s", method, path, status, answer)
				}
			}
			if change.before != nil {
				do("PATCH", "/users/"+change.user.ID.String(), change.before)
			}
			gone := s.MakeListing(s.Personal(demo.Agent1.Email), crm.VisibilityTeam)
			kept := s.MakeListing(s.Personal(demo.Agent1.Email), crm.VisibilityBroker)
			here := s.Listen(loser, crm.UserRoom(change.user.ID), "", 0)
			owner := s.Listen(s.Personal(demo.Agent1.Email), crm.UserRoom(demo.Agent1.ID), "", 0)
			inside := s.Listen(loser, crm.RecordRoom(gone.Key(t)), "", 0)
			away := s.Listen(loser, crm.UserRoom(change.user.ID), "", 0)
			away.Close()
			epoch, offset := away.Position()
			ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
			defer cancel()
			doc := here.Open(gone.Key(t))
			if err := doc.Wait(ctx, func(_ []crm.Hash, fields map[string]json.RawMessage) bool {
				return fields["City"] != nil
			}); err != nil {
				t.Fatal(err)
			}

			do(change.method, change.path, change.body)
			here.Until("who is here is told", func() bool { return lost(here, gone.ID) })
			inside.Until("its room is left", func() bool { return len(inside.Errors) > 0 })
			again := s.Listen(loser, crm.UserRoom(change.user.ID), epoch, offset)
			again.Until("who comes back is told", func() bool { return lost(again, gone.ID) })
			if again.Joined == nil || !again.Joined.Recovered {
				t.Error("what was missed is not recovered")
			}
			owner.Lock()
			defer owner.Unlock()
			if lost(owner, gone.ID) {
				t.Error("the owner is told of a loss")
			}
			here.Contiguous()
			here.Lock()
			defer here.Unlock()
			if lost(here, kept.ID) {
				t.Error("a record that the brokerage shares is told as lost")
			}
		})
	}
}
