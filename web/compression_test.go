package web_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// inflated is a body as it was before it was compressed.
func inflated(t testing.TB, coding string, body []byte) []byte {
	t.Helper()
	var from io.Reader = bytes.NewReader(body)
	var err error
	switch coding {
	case "zstd":
		from, err = zstd.NewReader(from)
	case "gzip":
		from, err = gzip.NewReader(from)
	}
	if err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(from)
	if err != nil {
		t.Fatalf("%s: %v", coding, err)
	}
	return out
}

func TestCompression_IsWhatTheClientTakes(t *testing.T) {
	h := newTestServer(t)
	agent := h.as("agent1")
	for i := range 20 {
		agent.call("POST", "/clients", map[string]any{"fields": map[string]any{
			"FirstName": fmt.Sprintf("Ana %d", i), "LastName": "Lopez"}}).want(t, 201)
	}
	plain := agent.call("GET", "/clients?limit=50", nil, "Accept-Encoding", "identity").want(t, 200)
	for _, c := range []struct{ accepted, coding string }{
		{"gzip, deflate, br, zstd", "zstd"},
		{"gzip, deflate", "gzip"},
		{"zstd;q=0, GZIP", "gzip"},
		{"gzip;q=0", ""},
		{"br", ""},
		{"identity", ""},
	} {
		for range 2 { // encoders are used again
			got := agent.call("GET", "/clients?limit=50", nil, "Accept-Encoding", c.accepted).want(t, 200)
			if coding := got.header.Get("Content-Encoding"); coding != c.coding {
				t.Errorf("%q is answered in %q, want %q", c.accepted, coding, c.coding)
			}
			if got.header.Get("Vary") != "Accept-Encoding" {
				t.Errorf("%q: caches are not told what the answer varies by", c.accepted)
			}
			if !bytes.Equal(got.body, plain.body) {
				t.Errorf("%q: another answer: %d bytes for %d", c.accepted, len(got.body), len(plain.body))
			}
			if c.coding != "" && got.sent > plain.sent/2 {
				t.Errorf("%s makes %d bytes of %d", c.coding, got.sent, plain.sent)
			}
		}
	}
}

func TestCompression_LeavesShortAnswersAndThoseWithAnETag(t *testing.T) {
	h := newTestServer(t)
	agent := h.as("agent1")
	made := agent.call("POST", "/listings", map[string]any{"fields": map[string]any{"ListingId": "M-1",
		"StandardStatus": "Active", "PropertyType": "Residential", "UnparsedAddress": "1 Main Street",
		"City": "Sacramento", "StateOrProvince": "CA", "PostalCode": "95814", "ListPrice": 100,
		"PublicRemarks": strings.Repeat("A house with a garden. ", 500)}}).want(t, 201).record(t)
	for path, tagged := range map[string]bool{"/me": false, "/listings/" + made.ID.String(): true} {
		got := agent.call("GET", path, nil, "Accept-Encoding", "zstd, gzip").want(t, 200)
		if coding := got.header.Get("Content-Encoding"); coding != "" {
			t.Errorf("%s: %d bytes are answered in %s", path, len(got.body), coding)
		}
		if (got.header.Get("ETag") != "") != tagged || tagged != (len(got.body) > 10_000) {
			t.Errorf("%s: %d bytes with the ETag %q", path, len(got.body), got.header.Get("ETag"))
		}
	}
}

// A stranger who asks for the API's description again and again must not have it compressed each time.
func TestCompression_OfWhatNeverChangesIsDoneOnce(t *testing.T) {
	h := newTestServer(t)
	for _, coding := range []string{"zstd", "gzip", "zstd", "gzip"} {
		got := h.stranger().call("GET", "/openapi.json", nil, "Accept-Encoding", coding).want(t, 200)
		if got.header.Get("Content-Encoding") != coding || !bytes.Contains(got.body, []byte("/auth/login")) {
			t.Errorf("%s: %v, %d bytes", coding, got.header, len(got.body))
		}
	}
	if kept := h.server.ShortForms("/openapi.json"); len(kept) != 2 {
		t.Errorf("kept in %v", kept)
	}
	if kept := h.server.ShortForms("/catalog"); len(kept) != 0 {
		t.Errorf("a catalog is kept in %v", kept)
	}
}
