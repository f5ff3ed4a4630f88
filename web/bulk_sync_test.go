package web_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/web"
)

// bulkItem is one document of an answer to POST /sync/bulk.
type bulkItem struct {
	DocumentID string   `cbor:"documentId"`
	Heads      [][]byte `cbor:"heads"`
	Chunk      []byte   `cbor:"chunk"`
}

// bulk asks for documents by their heads; nil asks for all.
func bulk(t testing.TB, g *testClient, have map[string][][]byte) map[string]bulkItem {
	t.Helper()
	if have == nil {
		have = map[string][][]byte{}
	}
	body, err := cbor.Marshal(have)
	if err != nil {
		t.Fatal(err)
	}
	got := g.call("POST", "/sync/bulk", body, "Content-Type", "application/cbor").want(t, 200)
	if kind := got.header.Get("Content-Type"); kind != "application/cbor-seq" {
		t.Errorf("Content-Type %q", kind)
	}
	items := make(map[string]bulkItem)
	decoder := cbor.NewDecoder(bytes.NewReader(got.body))
	for {
		var item bulkItem
		if err := decoder.Decode(&item); errors.Is(err, io.EOF) {
			return items
		} else if err != nil {
			t.Fatal(err)
		}
		if _, twice := items[item.DocumentID]; twice {
			t.Errorf("%s comes twice", item.DocumentID)
		}
		items[item.DocumentID] = item
	}
}

func TestSyncBulk_GivesWhatIsMissing(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	made := g.createLead("Ann", crm.VisibilityTeam)
	whole := bulk(t, g, map[string][][]byte{made.DocumentID: {}})[made.DocumentID]
	heads := hashesOf(t, whole.Heads)
	if len(heads) != 1 || heads[0].String() != made.Heads[0] {
		t.Fatalf("heads %v, want %v", heads, made.Heads)
	}
	if got := headsOf(t, whole.Chunk); len(got) != 1 || got[0] != heads[0] {
		t.Errorf("the chunk leads to %v, want %v", got, heads)
	}
	if got := bulk(t, g, map[string][][]byte{made.DocumentID: whole.Heads}); len(got) != 0 {
		t.Errorf("something is missing of a document that is up to date: %v", got)
	}
	patch := map[string]any{"fields": map[string]any{"name": "Anna"}}
	changed := g.call("PATCH", "/leads/"+made.ID.String(), patch).want(t, 200).record(t)
	part := bulk(t, g, map[string][][]byte{made.DocumentID: whole.Heads})[made.DocumentID]
	chunks, err := crdt.SplitChunks(part.Chunk)
	if err != nil || len(chunks) != 1 {
		t.Fatalf("%d chunks are missing, want 1: %v", len(chunks), err)
	}
	if got := headsOf(t, append(whole.Chunk, part.Chunk...)); len(got) != 1 || got[0].String() != changed.Heads[0] {
		t.Errorf("both together lead to %v, want %v", got, changed.Heads)
	}
	unknown := [][]byte{bytes.Repeat([]byte{7}, 32)}
	got := bulk(t, g, map[string][][]byte{made.DocumentID: unknown})[made.DocumentID]
	if len(headsOf(t, got.Chunk)) != 1 {
		t.Error("heads that nobody knows hide changes")
	}
}

func hashesOf(t *testing.T, raw [][]byte) []crm.Hash {
	t.Helper()
	var hashes []crm.Hash
	for _, hash := range raw {
		hashes = append(hashes, crm.Hash(hash))
	}
	return hashes
}

// headsOf builds the history of a concatenation of change chunks.
func headsOf(t *testing.T, data []byte) []crm.Hash {
	t.Helper()
	chunks, err := crdt.SplitChunks(data)
	if err != nil {
		t.Fatal(err)
	}
	graph := crdt.NewGraph()
	for _, chunk := range chunks {
		change, err := crdt.ParseChange(chunk, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := graph.Add(crdt.NodeOf(change)); err != nil {
			t.Fatal(err)
		}
	}
	return graph.Heads()
}

func TestSyncBulk_LeavesOutWhatIsNotTheCallers(t *testing.T) {
	h := newTestServer(t)
	owner := h.as("agent1")
	made := owner.call("POST", "/clients", map[string]any{"fields": map[string]any{"FirstName": "A"},
		"private": map[string]any{"budget": 1}}).
		want(t, 201).record(t)
	named := map[string][][]byte{made.DocumentID: {}, made.PrivateDocumentID: {}, crm.DocumentID(crm.ID{1}): {}}
	if got := bulk(t, owner, named); len(got) != 2 {
		t.Errorf("the owner gets %d documents, want both", len(got))
	}
	if got := bulk(t, owner, nil); len(got) != 2 {
		t.Errorf("all of the owner's are %d documents, want both", len(got))
	}
	if got := bulk(t, h.as("agent2"), named); len(got) != 1 || got[made.PrivateDocumentID].Chunk != nil {
		t.Errorf("a colleague gets %d documents, want the shared one", len(got))
	}
	if got := bulk(t, h.as("outsider"), named); len(got) != 0 {
		t.Errorf("an outsider gets %d documents", len(got))
	}
}

func TestSyncBulk_RefusesWhatIsMalformed(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	encode := func(value any) []byte {
		body, err := cbor.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		return body
	}
	many := make([][]byte, 600)
	for i := range many {
		many[i] = make([]byte, 32)
	}
	id := crm.DocumentID(crm.ID{1})
	for name, body := range map[string][]byte{
		"empty": {}, "not CBOR": []byte("\xff"), "an array": encode([]int{1}),
		"a wrong id":   encode(map[string][][]byte{"xyz": {}}),
		"a short head": encode(map[string][][]byte{id: {{1}}}), "too many heads": encode(map[string][][]byte{id: many}),
		"heads of another kind": encode(map[string][]string{id: {"a"}}),
		"a key twice":           []byte("\xa2\x61a\x80\x61a\x80"),
		"a map of 2^32 entries": []byte("\xba\xff\xff\xff\xff"),
		"something after":       append(encode(map[string][][]byte{}), 0),
		"deep":                  bytes.Repeat([]byte("\x81"), 1000),
	} {
		t.Run(name, func(t *testing.T) {
			if got := g.call("POST", "/sync/bulk", body, "Content-Type", "application/cbor"); got.status != 400 &&
				got.status != 413 {
				t.Errorf("%d %s", got.status, got.body)
			}
		})
	}
	g.call("POST", "/sync/bulk", encode(map[string]int{}), "Content-Type", "application/json").want(t, 400).
		names(t, "Content-Type")
}

// Millions of empty heads in a body must not take many times its bytes of memory before they are refused.
func TestSyncBulk_WhatIsMalformedTakesLittleMemory(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	var body bytes.Buffer
	body.WriteString("\xb9\x3a\x98") // 15,000 entries
	empty := bytes.Repeat([]byte("\x40"), 512)
	for i := range 15_000 {
		fmt.Fprintf(&body, "\x68%08d\x99\x02\x00%s", i, empty)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	g.call("POST", "/sync/bulk", body.Bytes(), "Content-Type", "application/cbor").want(t, 400)
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 16*uint64(body.Len()) {
		t.Errorf("%d bytes took %d bytes of memory", body.Len(), took)
	}
}

// A client may say the length of its lists in any way that CBOR has, or only where they end.
func TestSyncBulk_TakesListsOfAnyForm(t *testing.T) {
	g := newTestServer(t).as("agent1")
	id := crm.DocumentID(crm.ID{1})
	head := "\x58\x20" + strings.Repeat("x", 32)
	for name, list := range map[string]string{"short": "\x81" + head, "a byte": "\x98\x02" + head + head,
		"two bytes": "\x99\x00\x01" + head, "four bytes": "\x9a\x00\x00\x00\x01" + head,
		"eight bytes": "\x9b\x00\x00\x00\x00\x00\x00\x00\x01" + head, "an end": "\x9f" + head + head + "\xff",
		"empty": "\x80", "empty with an end": "\x9f\xff"} {
		body := "\xa1\x78" + string(rune(len(id))) + id + list
		if got := g.call("POST", "/sync/bulk", body, "Content-Type", "application/cbor"); got.status != 200 {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
}

func FuzzParseBulk(f *testing.F) {
	head := make([]byte, 32)
	for _, have := range []map[string][][]byte{{}, {crm.DocumentID(crm.ID{1}): {}},
		{crm.DocumentID(crm.ID{2}): {head, head}}} {
		body, err := cbor.Marshal(have)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	f.Add([]byte("\xbf\x61a\x9f\xff\xff"))
	f.Add([]byte("\xba\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, body []byte) {
		wanted, err := web.ParseBulk(body)
		if code := crm.CodeOf(err); err != nil && code != crm.CodeInvalid && code != crm.CodeTooLarge {
			t.Errorf("%v is the client's fault", err)
		}
		for _, heads := range wanted {
			if len(heads) > 512 {
				t.Error("too many heads were taken")
			}
		}
	})
}
