package regions_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
)

// following gives each region with the one after it.
var following = map[string]string{"a": "b", "b": "c", "c": "a"}

// agreeOnPeople has somebody be signed in, be seen and set a preference in each region, of whatever version it is; all
// others know of it.
func agreeOnPeople(t *testing.T, r *roomkeytest.Regions, listing crm.ID, when string) {
	t.Helper()
	room := crm.RecordRoom(listing)
	people := map[string]crm.User{"a": demo.Agent1, "b": demo.Agent2, "c": demo.Broker}
	screens := make(map[string]*screen)
	for name, person := range people {
		screens[name] = watch(r.Region(name), person, room)
		isOnline(t, screens[name], listing)
	}
	for to, shown := range screens {
		for from, person := range people {
			if to != from {
				roomkeytest.Eventually(t, fmt.Sprintf("%s: %s shows who is in %s", when, to, from), func() bool {
					return shown.is(person) == "online"
				})
			}
		}
	}
	screens["a"].Close()
	roomkeytest.Eventually(t, when+": c shows who has left a", func() bool {
		return screens["c"].is(people["a"]) == "offline"
	})
	screens["b"].Close()
	screens["c"].Close()

	for from, next := range following {
		person := signIn(t, r.Region(from), people[from].Email)
		person.refreshes(r, next)
		person.refreshes(r, following[next])
		value := when + ", in " + from
		status, body := r.Region(from).Call(person.access, "PUT", "/preferences",
			map[string]any{"values": map[string]any{"upgrade": value}})
		if status != 200 {
			t.Errorf("%s: a preference in %s is answered %d %s", when, from, status, body)
		}
		for _, to := range []string{next, following[next]} {
			roomkeytest.Eventually(t, fmt.Sprintf("%s: %s has a preference of %s", when, to, from), func() bool {
				var seen struct{ Values struct{ Upgrade string } }
				r.Region(to).Get(person.access, "/preferences", &seen)
				return seen.Values.Upgrade == value
			})
		}
		status, body = r.Region(next).Call(person.access, "DELETE", "/sessions/"+person.session, nil)
		if status != 204 {
			t.Errorf("%s: a sign-in of %s can't be ended in %s: %d %s", when, from, next, status, body)
		}
		roomkeytest.Eventually(t, fmt.Sprintf("%s: the sign-in of %s is over everywhere", when, from), func() bool {
			for name := range following {
				if status, _ := r.Region(name).Call(person.access, "GET", "/me", nil); status != 401 {
					return false
				}
			}
			return true
		})
	}
}

// agreeOnTasks has a task run in each region, which the next one shows with what it proposes, and decides on.
func agreeOnTasks(t *testing.T, r *roomkeytest.Regions, tokens map[string]string, listing, when string) {
	t.Helper()
	for from, next := range following {
		task := r.Region(from).RunTask(tokens[from], "roomkey.listing-copy/write", map[string]any{"listing": listing,
			"highlights": []string{"a garden " + when + ", in " + from}})
		if task.Status != "review" {
			t.Fatalf("%s: in %s a task is %s: %+v", when, from, task.Status, task.Error)
		}
		var seen regionTask
		r.Region(next).Get(tokens[next], "/tasks/"+task.ID, &seen)
		if seen.Status != "review" || seen.Region != from || len(seen.Proposals) != len(task.Proposals) {
			t.Errorf("%s: of a task in %s, %s shows %+v", when, from, next, seen)
		}
		status, body := r.Region(next).Call(tokens[next], "POST", "/tasks/"+task.ID+"/accept", map[string]any{})
		var decided struct{ Status string }
		if status != 200 || json.Unmarshal(body, &decided) != nil || decided.Status != "completed" {
			t.Errorf("%s: %s decides on a task in %s: %d %s", when, next, from, status, body)
		}
		if again := r.Region(from).Task(tokens[from], task.ID); again.Status != "completed" {
			t.Errorf("%s: in %s the task is %s then", when, from, again.Status)
		}
	}
}
