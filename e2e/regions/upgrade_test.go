package regions_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
	"roomkey/internal/volume"
)

// Regions of two versions are one Roomkey while they are upgraded one after the other: edits, by request and by socket,
// rows, sign-ins, settings, tasks and who is there go both ways. Our own client of now and of before works in all of
// them. It builds the program of before, which takes long.
func TestUpgrade_TwoVersionsSideBySide(t *testing.T) {
	volume.Soak(t)
	older, _ := roomkeytest.Older(t)
	data := olderData(t, older)
	r := roomkeytest.PrepareRegions(t, "abc", nil)
	newer := make(map[string]string)
	for _, name := range []string{"a", "b", "c"} {
		s := r.Region(name)
		roomkeytest.ReplaceData(s, data)
		newer[name] = roomkeytest.Use(s, older)
	}
	r.Start()
	bundles := clients(t)
	agree(t, r, "all are of before")
	serveClients(t, r, bundles, "all are of before")
	for _, name := range []string{"a", "b", "c"} {
		s := r.Region(name)
		if code := s.Terminate(); code != 0 {
			t.Errorf("%s ends with %d", name, code)
		}
		roomkeytest.Use(s, newer[name])
		s.Start()
		r.AllWell()
		agree(t, r, "after the upgrade of "+name)
		serveClients(t, r, bundles, "after the upgrade of "+name)
	}
}

// olderData is a folder of the demo as the program of before makes it.
func olderData(t *testing.T, older string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "made")
	s := roomkeytest.Prepare(t, roomkeytest.Config{Plain: true, Dir: dir,
		Flags: []string{"--demo", "--demo-day", demo.Day.Format(time.DateOnly)}})
	roomkeytest.Use(s, older)
	s.Start()
	if code := s.Terminate(); code != 0 {
		t.Fatalf("the program of before ends with %d", code)
	}
	return dir
}

// agree has each region write, and all others show it: an edit, a row, and an edit by socket.
func agree(t *testing.T, r *roomkeytest.Regions, when string) {
	t.Helper()
	tokens := make(map[string]string)
	for _, name := range []string{"a", "b", "c"} {
		tokens[name] = r.Region(name).SignIn(demo.Broker.Email)
	}
	listing := firstListing(r.Region("a"), tokens["a"])
	for i, from := range []string{"a", "b", "c"} {
		began := time.Now()
		city := fmt.Sprintf("%s, from %s", when, from)
		status, body := r.Region(from).Call(tokens[from], "PATCH", "/listings/"+listing,
			map[string]any{"fields": map[string]any{"City": city}})
		if status != 200 {
			t.Errorf("%s: an edit in %s is answered %d %s", when, from, status, body)
		}
		var made struct{ Token string }
		status, body = r.Region(from).Call(tokens[from], "POST", "/tokens",
			map[string]string{"name": fmt.Sprint("upgrade ", i), "scope": "read"})
		if status != 201 || json.Unmarshal(body, &made) != nil {
			t.Errorf("%s: a row in %s is answered %d %s", when, from, status, body)
		}
		for _, to := range []string{"a", "b", "c"} {
			roomkeytest.Eventually(t, fmt.Sprintf("%s: %s shows what %s wrote", when, to, from), func() bool {
				var seen struct{ Fields struct{ City string } }
				status, body := r.Region(to).Call(made.Token, "GET", "/listings/"+listing, nil)
				return status == 200 && json.Unmarshal(body, &seen) == nil && seen.Fields.City == city
			})
		}
		t.Logf("%s: all show what %s wrote after %s", when, from, time.Since(began).Round(time.Millisecond))
	}
	agreeBySocket(t, r, tokens, listing, when)
	agreeOnPeople(t, r, r.Region("a").Shared("listings", 1)[0].Key(t), when)
	agreeOnTasks(t, r, tokens, listing, when)
}

// agreeBySocket has the broker edit a listing by a socket of each region, which all other sockets show.
func agreeBySocket(t *testing.T, r *roomkeytest.Regions, tokens map[string]string, listing, when string) {
	t.Helper()
	id, err := crm.ParseID(listing)
	if err != nil {
		t.Fatal(err)
	}
	docs := make(map[string]*testclient.Doc)
	for name, token := range tokens {
		c := r.Region(name).Dial(token, testclient.Options{})
		defer c.Close()
		r.Region(name).JoinOwn(c, &demo.Broker)
		docs[name] = r.Region(name).Open(c, id)
	}
	for from, doc := range docs {
		city := fmt.Sprintf("%s, by the socket of %s", when, from)
		saves(r.Region(from), doc, "City", city)
		for to, shown := range docs {
			sees(r.Region(to), shown, "City", city)
		}
	}
}

func firstListing(s *roomkeytest.Server, token string) string {
	s.T.Helper()
	var page struct{ Items []struct{ ID string } }
	s.Get(token, "/listings?limit=1", &page)
	if len(page.Items) == 0 {
		s.T.Fatal("there is no listing")
	}
	return page.Items[0].ID
}

// A folder of before is served by the program of now, with all that is in it. The program of before serves it again, if
// the one of now has only added to the schema and the one of before can tell; else it refuses, and harms nothing.
func TestUpgrade_OneFolderAndBack(t *testing.T) {
	volume.Soak(t)
	older, source := roomkeytest.Older(t)
	s := roomkeytest.Prepare(t, roomkeytest.Config{Plain: true, Dir: olderData(t, older)})
	s.Start()
	listing := firstListing(s, s.SignIn(demo.Broker.Email))
	patch := map[string]any{"fields": map[string]any{"City": "Upgraded"}}
	if status, body := s.Call(s.SignIn(demo.Broker.Email), "PATCH", "/listings/"+listing, patch); status != 200 {
		t.Fatalf("an edit after the upgrade is answered %d %s", status, body)
	}
	if code := s.Terminate(); code != 0 {
		t.Errorf("it ends with %d", code)
	}
	newer := roomkeytest.Use(s, older)
	switch back := s.Starts(); {
	case back:
		t.Log("the program of before serves the folder again")
		var seen struct{ Fields struct{ City string } }
		s.Get(s.SignIn(demo.Broker.Email), "/listings/"+listing, &seen)
		patch["fields"] = map[string]any{"City": "Back"}
		status, body := s.Call(s.SignIn(demo.Broker.Email), "PATCH", "/listings/"+listing, patch)
		if seen.Fields.City != "Upgraded" || status != 200 {
			t.Errorf("it shows %q, and an edit is answered %d %s", seen.Fields.City, status, body)
		}
		if code := s.Terminate(); code != 0 {
			t.Errorf("it ends with %d", code)
		}
	case source("metaOldestReader"):
		t.Errorf("the program of before does not serve the folder again:\n%s", s.Tail(2000))
	default:
		t.Log("the program of before refuses the folder")
		patch["fields"] = map[string]any{"City": "Upgraded"}
	}
	roomkeytest.Use(s, newer)
	s.Start()
	var seen struct{ Fields map[string]any }
	s.Get(s.SignIn(demo.Broker.Email), "/listings/"+listing, &seen)
	if want := patch["fields"].(map[string]any)["City"]; seen.Fields["City"] != want {
		t.Errorf("in the end it shows %v, want %v", seen.Fields["City"], want)
	}
	s.IsSound()
}
