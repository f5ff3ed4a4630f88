package command

import (
	"testing"
	"testing/synctest"
	"time"

	"roomkey/crm"
	"roomkey/internal/fair"
	"roomkey/sync/live"
	"roomkey/web"
)

// However many documents a user brings much for, they are taken in one after the other, within the budget and beyond
// it. What goes on keeps its turn among them.
func TestTurns_AUserHasOnePlace(t *testing.T) {
	for name, charged := range map[string]time.Duration{"within the budget": 0, "beyond it": time.Hour} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				work := newTurns(fair.NewBudget(time.Second, time.Now), &web.Metrics{})
				user := &crm.User{ID: crm.ID{1}, Broker: crm.ID{2}}
				work.Charge(user, charged)
				if work.Over(user) != (charged > 0) {
					t.Fatal("the user's budget is not as the test needs it")
				}
				first, err := work.Begin(t.Context(), user)
				if err != nil {
					t.Fatal(err)
				}
				var others []live.Place
				for range 3 {
					go func() {
						place, err := work.Begin(t.Context(), user)
						if err != nil {
							t.Error(err)
						}
						others = append(others, place)
						place.Leave()
					}()
				}
				synctest.Wait()
				if err := first.Return(t.Context()); err != nil {
					t.Fatal(err)
				}
				if len(others) != 0 {
					t.Errorf("%d of the user's other works came before one that goes on", len(others))
				}
				first.Leave()
				synctest.Wait()
				if len(others) != 3 {
					t.Errorf("%d of 3 works had a place", len(others))
				}
			})
		})
	}
}
