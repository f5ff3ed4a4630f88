package fair_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"roomkey/internal/fair"
)

const second = time.Second

func TestBudget_IsPaidOffWithTime(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	b := fair.NewBudget(second/4, func() time.Time { return now })
	who, colleague := user("aa"), user("ab")
	b.Charge(who, second)
	if over := b.Over(who); over != 0 {
		t.Errorf("the saved budget of 4 s is spent after %v", over)
	}
	b.Charge(who, second/2)
	if over := b.Over(who); over != 2*second {
		t.Errorf("over for %v", over)
	}
	if over := b.Over(colleague); over != 0 {
		t.Errorf("a colleague is over for %v", over)
	}
	now = now.Add(2 * second)
	if over := b.Over(who); over != 0 {
		t.Errorf("after that time still over for %v", over)
	}
	b.Charge(who, time.Hour)
	if over := b.Over(who); over != 4*second {
		t.Errorf("over for %v: nobody waits for longer than 4 s", over)
	}
}

func TestBudget_IsABrokeragesToo(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	b := fair.NewBudget(second/4, func() time.Time { return now })
	for _, name := range []string{"aa", "ab", "ac", "ad", "ae"} {
		b.Charge(user(name), 950*time.Millisecond)
	}
	if b.Over(user("af")) == 0 {
		t.Error("five users have used more than their brokerage has, and a sixth is within its budget")
	}
	if b.Over(user("ba")) != 0 {
		t.Error("another brokerage pays for it")
	}
}

// One user's excess is nobody else's.
func TestBudget_ColleaguesDoNotPayForWhoeverIsBeyond(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	b := fair.NewBudget(second/4, func() time.Time { return now })
	for range 10 {
		b.Charge(user("aa"), 10*second)
	}
	if b.Over(user("aa")) == 0 || b.Over(user("ab")) != 0 {
		t.Errorf("over for %v, a colleague for %v", b.Over(user("aa")), b.Over(user("ab")))
	}
}

func TestBudget_NilHasNoBound(t *testing.T) {
	b := fair.NewBudget(0, time.Now)
	b.Charge(user("aa"), time.Hour)
	if b.Over(user("aa")) != 0 {
		t.Error("over a budget that has no bound")
	}
}

func TestLanes_OnlyWhoeverIsBeyondTheBudgetWaitsForTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var waited []time.Duration
		refusals := 0
		lanes := fair.NewLanes(fair.NewBudget(second/4, time.Now), time.Now, fair.LanesConfig{
			Within: fair.QueueConfig{PerUser: 2}, Beyond: fair.QueueConfig{Places: 1, PerUser: 1, Waiting: 1},
			Waited: func(d time.Duration) { waited = append(waited, d) }, Refused: func() { refusals++ },
		})
		enter := func(name string) fair.Place {
			place, err := lanes.Enter(t.Context(), user(name))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			return place
		}
		enter("aa").Leave(3 * second)
		enter("ba").Leave(3 * second)
		held := enter("aa")
		left := make(chan struct{})
		go func() {
			enter("ba").Leave(second)
			close(left)
		}()
		synctest.Wait()
		var refused *fair.Refused
		if _, err := lanes.Enter(t.Context(), user("ba")); !errors.As(err, &refused) || !refused.Beyond ||
			refused.Most != 1 || refused.After != 4*second {
			t.Errorf("a second one beyond the budget: %+v, %v", refused, err)
		}
		enter("ca").Leave(0) // waits for none of them
		if len(waited) != 0 {
			t.Errorf("somebody has waited: %v", waited)
		}
		time.Sleep(second)
		held.Leave(second)
		<-left
		if len(waited) != 1 || waited[0] != second || refusals != 1 {
			t.Errorf("waited %v, %d refused", waited, refusals)
		}
	})
}

// While others are served, whoever is beyond the budget works for a part of the time only; alone, all the time.
func TestLanes_RestOnlyWhileOthersAreServed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lanes := fair.NewLanes(fair.NewBudget(second/4, time.Now), time.Now, fair.LanesConfig{
			Beyond: fair.QueueConfig{Places: 1}, Rest: 3})
		work := func(name string, cost time.Duration) (waited time.Duration) {
			began := time.Now()
			place, err := lanes.Enter(t.Context(), user(name))
			if err != nil {
				t.Fatal(err)
			}
			waited = time.Since(began)
			time.Sleep(cost)
			place.Leave(cost)
			return waited
		}
		work("aa", 3*second)
		for range 3 {
			if waited := work("aa", 100*time.Millisecond); waited != 0 {
				t.Errorf("alone, it waits for %v", waited)
			}
		}
		work("ba", 0)
		if waited := work("aa", 100*time.Millisecond); waited != 300*time.Millisecond {
			t.Errorf("beside another, it waits for %v", waited)
		}
		if waited := work("ba", 0); waited != 0 {
			t.Errorf("the other waits for %v", waited)
		}
	})
}

// A work that goes on keeps its turn among those of its user, and leaves its place to others.
func TestLanes_WhoeverReturnsGoesBeforeTheirOwnAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		budget := fair.NewBudget(second/4, time.Now)
		lanes := fair.NewLanes(budget, time.Now, fair.LanesConfig{
			Within: fair.QueueConfig{Places: 1, PerUser: 1}, Beyond: fair.QueueConfig{Places: 1, PerUser: 1}})
		for _, over := range []bool{false, true} {
			if over {
				budget.Charge(user("aa"), 3*second)
				budget.Charge(user("ba"), 3*second)
			}
			var begun []string
			long, err := lanes.Resume(t.Context(), user("aa"))
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{"aa", "ba"} {
				go func() {
					place, err := lanes.Resume(t.Context(), user(name))
					if err != nil {
						t.Error(err)
					}
					begun = append(begun, name)
					place.Leave(0)
				}()
				synctest.Wait()
			}
			if long, err = long.Return(t.Context(), 0, 1); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			if len(begun) != 1 || begun[0] != "ba" {
				t.Errorf("before the work that goes on came %v", begun)
			}
			long.Leave(0)
			synctest.Wait()
			if len(begun) != 2 {
				t.Errorf("in the end only %v have worked", begun)
			}
		}
	})
}
