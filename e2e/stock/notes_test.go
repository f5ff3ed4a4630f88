package stock_test

import (
	"fmt"
	"strings"
	"testing"

	"roomkey/bench/peers"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
)

// noted are the notes of a listing as REST has them.
func (s *server) noted(email, id string) (notes []any, json string) {
	s.T.Helper()
	var r record
	s.Get(s.Personal(email), "/listings/"+id, &r)
	notes, _ = r.Fields["notes"].([]any)
	return notes, roomkeytest.AsJSON(s.T, r.Fields["notes"])
}

// forbidden is how many changes were refused as forbidden.
func (s *server) forbidden() (n int) {
	_, _ = fmt.Sscanf(s.Metric(`roomkey_rejected_changes_total{code="forbidden"}`),
		`roomkey_rejected_changes_total{code="forbidden"} %d`, &n)
	return n
}

// A stock client can write anything into its own copy. Whatever a colleague's does to a note of Ana's, hers stays, she
// stays in sync, and nobody is told of a mention that she did not write.
func TestNotes_AColleaguesStockClientTouchesNone(t *testing.T) {
	t.Parallel()
	s := serve(t)
	listing := s.MakeListing(s.Personal(demo.Agent1.Email), "team")
	ana, abe, lead := demo.Agent1, demo.Agent2, demo.Lead
	honest := s.stock(ana.Email, "")
	s.do(honest, "open", peers.Call{"name": "l", "documentId": listing.DocumentID}, nil)
	s.do(honest, "push", peers.Call{"name": "l", "path": []any{"notes"}, "value": m{"id": "n1",
		"author": ana.ID.String(), "at": "2026-11-22T10:00:00Z", "body": "Hello",
		"mentions": []any{abe.ID.String()}}}, nil)
	s.do(honest, "push", peers.Call{"name": "l", "path": []any{"notes"}, "value": m{"id": "n2",
		"author": ana.ID.String(), "body": "Second"}}, nil)
	roomkeytest.Eventually(t, "her notes are stored", func() bool {
		notes, _ := s.noted(ana.Email, listing.ID)
		return len(notes) == 2
	})
	_, before := s.noted(ana.Email, listing.ID)
	theirs := m{"id": "n1", "author": abe.ID.String(), "body": "theirs"}
	for name, attempt := range map[string]struct {
		op   string
		call peers.Call
	}{
		"the body":           {"set", peers.Call{"path": []any{"notes", 0, "body"}, "value": "theirs"}},
		"a word of the body": {"text", peers.Call{"path": []any{"notes", 0, "body"}, "value": "Hell"}},
		"the time":           {"set", peers.Call{"path": []any{"notes", 0, "at"}, "value": "2026-01-01T00:00:00Z"}},
		"a mention":          {"push", peers.Call{"path": []any{"notes", 0, "mentions"}, "value": lead.ID.String()}},
		"a first mention": {"set", peers.Call{"path": []any{"notes", 1, "mentions"},
			"value": []any{lead.ID.String()}}},
		"the author":          {"set", peers.Call{"path": []any{"notes", 0, "author"}, "value": abe.ID.String()}},
		"a deletion":          {"remove", peers.Call{"path": []any{"notes", 0}}},
		"a note in its place": {"set", peers.Call{"path": []any{"notes", 0}, "value": theirs}},
		"no notes at all":     {"remove", peers.Call{"path": []any{"notes"}}},
		"another list":        {"set", peers.Call{"path": []any{"notes"}, "value": []any{theirs}}},
	} {
		t.Run(name, func(t *testing.T) {
			refused := s.forbidden()
			c := s.stock(abe.Email, "")
			defer c.Close()
			s.do(c, "open", peers.Call{"name": "l", "documentId": listing.DocumentID}, nil)
			attempt.call["name"] = "l"
			s.do(c, attempt.op, attempt.call, nil)
			roomkeytest.Eventually(t, "it is refused", func() bool { return s.forbidden() > refused })
			if _, after := s.noted(ana.Email, listing.ID); after != before {
				t.Errorf("the notes are %s, want %s", after, before)
			}
		})
	}
	s.do(honest, "set", peers.Call{"name": "l", "path": []any{"notes", 0, "body"}, "value": "Hello again"}, nil)
	s.do(honest, "set", peers.Call{"name": "l", "path": []any{"City"}, "value": "Woodland"}, nil)
	roomkeytest.Eventually(t, "her edits are stored", func() bool {
		var r record
		s.Get(s.Personal(ana.Email), "/listings/"+listing.ID, &r)
		return r.Fields["City"] == "Woodland"
	})
	colleague := s.stock(abe.Email, "")
	s.do(colleague, "open", peers.Call{"name": "l", "documentId": listing.DocumentID}, nil)
	s.do(colleague, "push", peers.Call{"name": "l", "path": []any{"notes"}, "value": m{"id": "n3",
		"author": abe.ID.String(), "body": "His"}}, nil)
	roomkeytest.Eventually(t, "both have the same notes as REST", func() bool {
		notes, stored := s.noted(ana.Email, listing.ID)
		return len(notes) == 3 && stored == roomkeytest.AsJSON(t, s.content(honest, "l")["notes"]) &&
			stored == roomkeytest.AsJSON(t, s.content(colleague, "l")["notes"])
	})
	var told struct{ Items []m }
	s.Get(s.Personal(lead.Email), "/notifications", &told)
	for _, notice := range told.Items {
		if notice["record"] == listing.ID {
			t.Errorf("the lead is told %v", notice)
		}
	}
}

// The broker role deletes a note by a stock client; the history says so, and its author stays in sync.
func TestNotes_TheBrokerRolesStockClientDeletesOne(t *testing.T) {
	t.Parallel()
	s := serve(t)
	listing := s.MakeListing(s.Personal(demo.Agent1.Email), "team")
	path := "/listings/" + listing.ID
	for _, body := range []string{"one", "two"} {
		status, answer := s.Call(s.Personal(demo.Agent1.Email), "POST", path+"/notes", m{"body": body})
		if status != 201 {
			t.Fatalf("%d %s", status, answer)
		}
	}
	author, broker := s.stock(demo.Agent1.Email, ""), s.stock(demo.Broker.Email, "")
	for _, c := range []*peers.Client{author, broker} {
		s.do(c, "open", peers.Call{"name": "l", "documentId": listing.DocumentID}, nil)
	}
	s.do(broker, "remove", peers.Call{"name": "l", "path": []any{"notes", 0}}, nil)
	roomkeytest.Eventually(t, "the note is gone for its author", func() bool {
		notes, _ := s.content(author, "l")["notes"].([]any)
		return len(notes) == 1 && notes[0].(map[string]any)["body"] == "two"
	})
	s.do(author, "set", peers.Call{"name": "l", "path": []any{"notes", 0, "body"}, "value": "two still"}, nil)
	roomkeytest.Eventually(t, "the author writes on", func() bool {
		notes, _ := s.noted(demo.Agent1.Email, listing.ID)
		return len(notes) == 1 && notes[0].(map[string]any)["body"] == "two still"
	})
	var history struct{ Items []m }
	s.Get(s.Personal(demo.Agent1.Email), path+"/history", &history)
	found := false
	for _, line := range history.Items {
		fields, _ := line["fields"].([]any)
		found = found || line["user"] == demo.Broker.ID.String() && len(fields) == 1 &&
			strings.HasPrefix(fmt.Sprint(fields[0]), "/notes/")
	}
	if !found {
		t.Errorf("the history has no deletion: %v", history.Items)
	}
}
