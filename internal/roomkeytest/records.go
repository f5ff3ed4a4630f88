package roomkeytest

import (
	"encoding/json"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/testclient"
)

// Record is a record as REST shows it.
type Record struct {
	ID, Type, DocumentID, PrivateDocumentID string
	Owner, Team, Visibility                 string
	Heads                                   []string
	Fields, Private                         map[string]any
	Conflicts                               map[string][]struct {
		Value       any
		Actor, User string
	}
	Flags []string
}

// Key is the record's id.
func (r *Record) Key(t testing.TB) crm.ID {
	t.Helper()
	id, err := crm.ParseID(r.ID)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// Page is one page of records.
type Page struct {
	Items []Record
	Next  *string
	Total int
}

// Shared lists n records of a type that Harbor shares, the oldest first.
func (s *Server) Shared(plural string, n int) []Record {
	s.T.Helper()
	var page Page
	s.Get(s.Personal(demo.Agent1.Email), "/"+plural+"?limit=500&filter[visibility]=team&sort=createdAt", &page)
	var found []Record
	for _, r := range page.Items {
		if r.Team == demo.Harbor.ID.String() && len(found) < n {
			found = append(found, r)
		}
	}
	if len(found) < n {
		s.T.Fatalf("Harbor shares %d %s", len(found), plural)
	}
	return found
}

// Canary is what private fields hold that tests make: nobody may see it who may not read them.
const Canary = "canary-9f3b-do-not-show"

// MakeListing makes a listing of a visibility in Davis, whose private fields hold the canary.
func (s *Server) MakeListing(token string, visibility crm.Visibility) Record {
	s.T.Helper()
	status, body := s.Call(token, "POST", "/listings", map[string]any{
		"fields": map[string]any{
			"ListingId": "ACC-" + string(visibility), "StandardStatus": "Active", "PropertyType": "Residential",
			"UnparsedAddress": "1 Test Way", "City": "Davis", "StateOrProvince": "CA", "PostalCode": "95616",
			"ListPrice": 50_000_000,
		},
		"private": map[string]any{"AccessCode": Canary}, "visibility": visibility,
	})
	var made Record
	if status != 201 || json.Unmarshal(body, &made) != nil {
		s.T.Fatalf("create a %s listing: %d %s", visibility, status, body)
	}
	return made
}

// ListingRow is what the access rule sees of listings that Ana makes.
func ListingRow(visibility crm.Visibility) crm.Row {
	return crm.Row{Owner: demo.Agent1.ID, Team: demo.Harbor.ID, Broker: demo.DemoRealty, Visibility: visibility}
}

// JoinOwn joins the user's own room, as a client does that wants to be told what was saved.
func (s *Server) JoinOwn(c *testclient.Client, user *crm.User) {
	s.T.Helper()
	if err := c.Join(crm.UserRoom(user.ID), "", 0); err != nil {
		s.T.Fatal(err)
	}
}

// Open opens a document and waits for its content.
func (s *Server) Open(c *testclient.Client, id crm.ID) *testclient.Doc {
	s.T.Helper()
	doc := c.Open(id)
	if err := doc.Wait(Within(s.T, 60*time.Second), func(heads []crm.Hash, fields map[string]json.RawMessage) bool {
		return fields["type"] != nil
	}); err != nil {
		s.T.Fatalf("open %s: %v", id, err)
	}
	return doc
}

// Save waits until a change is durable and fails the test where it is not. It takes what made the change.
func (s *Server) Save(doc *testclient.Doc, hash crm.Hash, err error) {
	s.T.Helper()
	if err == nil {
		err = doc.WaitSaved(Within(s.T, 60*time.Second), hash)
	}
	if err != nil {
		s.T.Fatalf("an honest edit: %v", err)
	}
}

// AsJSON is a value as JSON.
func AsJSON(t testing.TB, value any) string {
	t.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
