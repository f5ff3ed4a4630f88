package stock_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"roomkey/bench/peers"
	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
)

// R45: a stock client may write anything. It stays in sync, what it writes afterwards arrives, and neither another
// stock client nor the server ever shows what may not be.
func TestRepair_AStockClientThatWritesAnythingStaysInSync(t *testing.T) {
	t.Parallel()
	s := serve(t)
	listing := s.Shared("listings", 1)[0]
	writer, reader := s.stock(demo.Agent1.Email, ""), s.stock(demo.Agent2.Email, "")
	for _, c := range []*peers.Client{writer, reader} {
		s.do(c, "open", peers.Call{"name": "l", "documentId": listing.DocumentID}, nil)
	}
	kind := crm.TypeNamed("listing")
	var keys []string
	for name := range s.content(writer, "l") {
		keys = append(keys, name)
	}
	s.do(reader, "watch", peers.Call{"name": "l", "keys": append(keys, "nickname")}, nil)
	media := m{"url": "https://example.test/a.jpg", "caption": "A house"}
	at := func(path ...any) peers.Call { return peers.Call{"name": "l", "path": path} }
	with := func(call peers.Call, more m) peers.Call { maps.Copy(call, more); return call }
	for i, row := range []struct {
		op   string
		call peers.Call
		kept bool // a part of it stays
	}{
		{"set", with(at("nickname"), m{"value": "Annie"}), false},
		{"set", with(at("ListPrice"), m{"value": "much"}), false},
		{"set", with(at("ListPrice"), m{"value": -5}), false},
		{"set", with(at("StandardStatus"), m{"value": "Asleep"}), false},
		{"set", with(at("StandardStatus"), m{"value": "Incomplete"}), false},
		{"set", with(at("type"), m{"value": "client"}), false},
		{"set", with(at("tags"), m{"value": "one"}), false},
		{"set", with(at("PublicRemarks"), m{"value": 7}), false},
		{"remove", at("City"), false},
		{"remove", at("type"), false},
		{"remove", at("PublicRemarks"), false},
		{"set", with(at("City"), m{"value": "Spring\r\nfield\u202e"}), true},
		{"block", with(at("PublicRemarks"), m{"index": 3}), false},
		{"splice", with(at("PublicRemarks"), m{"index": 2, "value": "a\x01b\u202ec\r\nd"}), true},
		{"push", with(at("Media"), m{"value": media}), true},
		{"push", with(at("Media"), m{"value": with(peers.Call(maps.Clone(media)), m{"id": "twin"})}), true},
		{"push", with(at("Media"), m{"value": with(peers.Call(maps.Clone(media)), m{"id": "twin"})}), true},
		{"push", with(at("Media"), m{"value": "no item"}), false},
		{"set", with(at("Media", 0), m{"value": with(peers.Call(maps.Clone(media)), m{"id": 7})}), true},
		{"set", with(at("ShowingInstructions"), m{"value": strings.Repeat("far too long ", 10_000)}), true},
	} {
		before := s.content(writer, "l")
		s.do(writer, row.op, row.call, nil)
		s.do(writer, "set", peers.Call{"name": "l", "path": []any{"YearBuilt"}, "value": 1900 + i}, nil)
		roomkeytest.Eventually(t, "what comes after "+row.op+" is with the other", func() bool {
			return s.content(reader, "l")["YearBuilt"] == float64(1900+i)
		})
		roomkeytest.Eventually(t, "both have the same", func() bool {
			return slices.Equal(s.headsOf(writer, "l"), s.headsOf(reader, "l"))
		})
		after := s.content(writer, "l")
		if !reflect.DeepEqual(after, s.content(reader, "l")) {
			t.Errorf("%v: the clients show\n%v\n%v", row.call, after, s.content(reader, "l"))
		}
		wantValidContent(t, kind, after)
		before["YearBuilt"] = after["YearBuilt"]
		if !row.kept && !reflect.DeepEqual(before, after) {
			t.Errorf("%s %v: it was\n%v\nand is\n%v", row.op, row.call, before, after)
		}
	}
	var seen []m
	s.do(reader, "watched", peers.Call{"name": "l"}, &seen)
	for _, content := range seen {
		for name, value := range content {
			if value == nil {
				delete(content, name)
			}
		}
		wantValidContent(t, kind, content)
	}
	fresh := s.stock(demo.Agent1.Email, "")
	s.do(fresh, "open", peers.Call{"name": "l", "documentId": listing.DocumentID}, nil)
	if !reflect.DeepEqual(s.content(fresh, "l"), s.content(writer, "l")) {
		t.Error("a client that loads the record anew shows something else")
	}
	if closed := roomkeytest.Counted(s.Server, "roomkey_socket_closes_total"); closed != "" {
		t.Errorf("the server has closed sockets: %s", closed)
	}
}

// R49: a stock client that writes a bad value again whenever it is put right is slowed down to what its budget of
// answers pays for. Its socket stays open, and colleagues edit the same record and others meanwhile.
func TestRepair_AStockClientThatInsistsIsSlowedDown(t *testing.T) {
	t.Parallel()
	s := serve(t, "--byte-rate", "64KiB") // four repairs a second, when the burst is spent
	listings := s.Shared("listings", 2)
	stubborn := s.stock(demo.Agent1.Email, "")
	s.do(stubborn, "open", peers.Call{"name": "l", "documentId": listings[0].DocumentID}, nil)
	beside := s.Edit(listings[0].Key(t), "ListPrice", demo.Agent2)
	elsewhere := s.Edit(listings[1].Key(t), "ListPrice", demo.Lead)
	s.do(stubborn, "insist", peers.Call{"name": "l", "key": "StandardStatus", "value": "Asleep"}, nil)
	until := func(n int) time.Time {
		roomkeytest.Eventually(t, fmt.Sprint("the client has insisted ", n, " times"), func() (done bool) {
			var times int
			s.do(stubborn, "insisted", peers.Call{"name": "l"}, &times)
			return times >= n
		})
		return time.Now()
	}
	// The slower the machine, the more of the burst comes back while it is spent.
	const burst, more, most = 150, 16, 1_000
	paced, began := false, until(burst)
	for n := burst + more; !paced && n < most; n += more {
		at := until(n)
		paced, began = at.Sub(began) >= 2*time.Second, at
	}
	if !paced {
		t.Errorf("each %d of %d repairs took less than 2s", more, most)
	}
	saved := beside.Saved()
	roomkeytest.Eventually(t, "a colleague's edits of the record go on", func() bool {
		return beside.Saved() > saved+20
	})
	beside.Stop()
	elsewhere.Stop()
	if closed := roomkeytest.Counted(s.Server, "roomkey_socket_closes_total"); closed != "" {
		t.Errorf("the server has closed sockets: %s", closed)
	}
	var after record
	s.Get(s.Personal(demo.Agent2.Email), "/listings/"+listings[0].ID, &after)
	if after.Fields["StandardStatus"] == "Asleep" {
		t.Error("the client has its way")
	}
}

// wantValidContent checks what a client shows of a record by the schema.
func wantValidContent(t *testing.T, kind *crm.RecordType, content m) {
	t.Helper()
	if content["type"] != kind.Name {
		t.Errorf("the type is %v", content["type"])
	}
	raw, err := json.Marshal(content)
	if err != nil {
		t.Fatal(err)
	}
	fields := map[string]any{}
	if err := json.Unmarshal(raw, &fields); err != nil {
		t.Fatal(err)
	}
	delete(fields, "type")
	if err := kind.Check(fields, false); err != nil {
		t.Errorf("a client shows what is not valid: %v", err)
	}
	if err := kind.Missing(func(name string) bool { return fields[name] != nil && fields[name] != "" }); err != nil {
		t.Errorf("a client shows what is not complete: %v", err)
	}
	media, _ := fields["Media"].([]any)
	ids := map[any]bool{}
	for _, item := range media {
		id := item.(map[string]any)["id"]
		if id == nil || ids[id] {
			t.Errorf("the media are %v", media)
		}
		ids[id] = true
	}
}
