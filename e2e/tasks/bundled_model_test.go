package tasks_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// The room reads along: the model goes on only when Abe has heard what it has said so far.
func TestBundled_TheRoomHearsTheModelWhileItSpeaks(t *testing.T) {
	t.Parallel()
	heard := make(chan struct{})
	m := newModel(t, func(w *modelAnswer, _ question, _ http.Header) {
		w.piece("Light fills ")
		select {
		case <-heard:
		case <-time.After(30 * time.Second):
			t.Error("nobody is told the model's words before it has ended")
		}
		w.piece("every room.")
		w.ends(50)
	})
	o := openBrokerage(t, m.config())
	listing := o.one("/listings?filter[StandardStatus]=Active", shared)
	task := o.startIn(o.team, "roomkey.listing-copy/write", map[string]any{"listing": listing.ID})
	o.team.Until("the first words come", func() bool { return wholeText(eventsOf(o.team, task.ID)) == "Light fills " })
	close(heard)
	events := awaitEvent(o.team, task.ID, "review")
	if text := wholeText(events); text != "Light fills every room." {
		t.Errorf("the room heard %q", text)
	}
	if wrote := o.Task(o.ana, task.ID).Proposals[0].Changes["/PublicRemarks"][1]; string(wrote) != `"Light fills `+
		`every room."` {
		t.Error("what is proposed is something else")
	}
}

func TestBundled_AModelThatFailsCostsNoTask(t *testing.T) {
	t.Parallel()
	m := newModel(t, helpfulModel)
	o := openBrokerage(t, m.config())
	listing := o.one("/listings?filter[StandardStatus]=Active", shared)
	for _, c := range []struct {
		name    string
		answer  func(*modelAnswer, question, http.Header)
		by, why string
		asked   int
	}{
		{"busy once", func(w *modelAnswer, q question, h http.Header) {
			if len(m.questions()) == 1 {
				h.Set("Retry-After", "1")
				w.WriteHeader(http.StatusTooManyRequests)
				return
			}
			helpfulModel(w, q, h)
		}, "model", "", 2},
		{"out of order", func(w *modelAnswer, _ question, h http.Header) {
			h.Set("Retry-After", "0")
			w.WriteHeader(http.StatusInternalServerError)
		}, "rules", "the model's server failed", 4},
		{"busy for good", func(w *modelAnswer, _ question, h http.Header) {
			h.Set("Retry-After", "0")
			w.WriteHeader(http.StatusTooManyRequests)
		}, "rules", "the model's server limits the rate of requests", 4},
		{"refuses the key", func(w *modelAnswer, _ question, _ http.Header) {
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprintf(w, `{"error":{"message":"%s is no key"}}`, modelKey)
		}, "rules", "the model refuses this server", 1},
		{"no JSON", func(w *modelAnswer, _ question, _ http.Header) {
			w.piece("Light ")
			w.event(`{"choices":[{"delta":`)
		}, "rules", "the model's answer can't be read", 1},
		{"cut", func(w *modelAnswer, _ question, _ http.Header) { w.piece("Light ") }, "rules",
			"the model's answer can't be read", 1},
		{"too many words", func(w *modelAnswer, _ question, _ http.Header) { w.says("Adults only.", 6_000) }, "rules",
			"the step's budget of tokens is used up", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			m.becomes(c.answer)
			var out struct{ Text, By, Why string }
			task := o.run(o.team, "roomkey.listing-copy/write",
				map[string]any{"listing": listing.ID, "highlights": []string{"newer roof"}}, &out)
			if out.By != c.by || !strings.HasPrefix(out.Why, c.why) || (out.Why == "") != (c.why == "") ||
				out.Text == "" || strings.Contains(out.Text, "Adults") {
				t.Errorf("it puts out %s", task.Output)
			}
			if asked := len(m.questions()); asked != c.asked {
				t.Errorf("the model was asked %d times, not %d", asked, c.asked)
			}
			if status, body := o.Call(o.ana, "POST", "/tasks/"+task.ID+"/reject", map[string]any{}); status != 200 ||
				strings.Contains(string(body), modelKey) {
				t.Errorf("reject: %d %s", status, body)
			}
			checkEvents(t, awaitEvent(o.team, task.ID, "completed"))
		})
	}
	// The others go by rules too where the model talks nonsense: what it was to fill in is no JSON at all.
	m.becomes(func(w *modelAnswer, q question, h http.Header) {
		if q.Format != nil {
			w.says("Sure! Here is your escrow.", 40)
			return
		}
		h.Set("Retry-After", "0")
		w.WriteHeader(http.StatusInternalServerError)
	})
	o.by = "rules"
	t.Run("comps", o.tryComps)
	t.Run("lead-score", o.tryLeadScore)
	t.Run("new-escrow", o.tryNewEscrow)
	if strings.Contains(o.Tail(1<<20), modelKey) {
		t.Error("the key is in the log")
	}
}
