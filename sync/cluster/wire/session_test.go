package wire_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

func someSessions() *crm.SessionPage {
	at := time.UnixMicro(1_790_000_000_000_000).UTC()
	return &crm.SessionPage{At: at, After: 3, Through: 9, Last: true, Sessions: []crm.SessionState{
		{Session: crm.Session{ID: crm.ID{1}, User: crm.ID{2}, Device: "Firefox", Created: at.Add(-time.Hour), Used: at,
			Expires: at.Add(11 * time.Hour)}, Region: "fra", Term: 2, Made: 7,
			Tokens: []crm.RefreshToken{{Hash: crm.Hash{5}}, {Hash: crm.Hash{6}, Generation: 4, Replaced: true}}},
		{Session: crm.Session{ID: crm.ID{3}, User: crm.ID{2}}, Ended: true},
	}}
}

func TestSessions_AreReadAsTheyWereWritten(t *testing.T) {
	page := someSessions()
	got, err := wire.DecodeSessions(wire.EncodeSessions(page))
	if err != nil || !reflect.DeepEqual(got, page) {
		t.Errorf("%+v (%v)", got, err)
	}
	q := &wire.SessionQuestion{Session: crm.ID{1}, Token: crm.Hash{2}, Next: crm.Hash{3}, Grace: 20 * time.Second}
	if got, err := wire.DecodeSessionQuestion(wire.EncodeSessionQuestion(q)); err != nil || *got != *q {
		t.Errorf("%+v (%v)", got, err)
	}
	page.Sessions = page.Sessions[:1]
	verdict, got, err := wire.DecodeSessionAnswer(wire.EncodeSessionAnswer(wire.SessionTraded, page))
	if err != nil || verdict != wire.SessionTraded || !reflect.DeepEqual(got, page) {
		t.Errorf("%d %+v (%v)", verdict, got, err)
	}
}

func TestSessions_RefusesWhatIsMalformed(t *testing.T) {
	whole := wire.EncodeSessions(someSessions())
	for cut := range whole {
		if _, err := wire.DecodeSessions(whole[:cut]); crm.CodeOf(err) != crm.CodeInvalid {
			t.Fatalf("the first %d bytes are read: %v", cut, err)
		}
	}
	for name, change := range map[string]func(*crm.SessionPage){
		"no id":           func(p *crm.SessionPage) { p.Sessions[0].ID = crm.ID{} },
		"no user":         func(p *crm.SessionPage) { p.Sessions[0].User = crm.ID{} },
		"no region":       func(p *crm.SessionPage) { p.Sessions[0].Region = "Fra/1" },
		"a long region":   func(p *crm.SessionPage) { p.Sessions[0].Region = strings.Repeat("a", 33) },
		"too many tokens": func(p *crm.SessionPage) { p.Sessions[0].Tokens = make([]crm.RefreshToken, 5) },
		"too many":        func(p *crm.SessionPage) { p.Sessions = make([]crm.SessionState, wire.SessionsAtOnce+1) },
	} {
		page := someSessions()
		change(page)
		if _, err := wire.DecodeSessions(wire.EncodeSessions(page)); crm.CodeOf(err) != crm.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, q := range map[string]wire.SessionQuestion{
		"about nothing":      {},
		"a trade of nothing": {Token: crm.Hash{1}, Next: crm.Hash{2}},
	} {
		if _, err := wire.DecodeSessionQuestion(wire.EncodeSessionQuestion(&q)); crm.CodeOf(err) != crm.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	two := wire.EncodeSessionAnswer(wire.SessionKnown, someSessions())
	if _, _, err := wire.DecodeSessionAnswer(two); crm.CodeOf(err) != crm.CodeInvalid {
		t.Error(err)
	}
}
