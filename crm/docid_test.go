package crm_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"roomkey/bench/peers"
	"roomkey/crm"
)

// The texts are those of automerge-repo's stringifyAutomergeUrl (R20).
func TestDocumentID_IsWhatAutomergeRepoWrites(t *testing.T) {
	if err := peers.Install(); err != nil {
		t.Fatal(err)
	}
	ids := []crm.ID{{}, {15: 1}, {0: 0xff, 15: 0xff}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}}
	var args []string
	for _, id := range ids {
		args = append(args, hexText(id))
	}
	out, err := peers.Command(t.Context(), "docids.mjs", args...).Output()
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range strings.Fields(string(out)) {
		if got := crm.DocumentID(ids[i]); got != want {
			t.Errorf("%x: %s, automerge-repo writes %s", ids[i], got, want)
		}
	}
}

func hexText(id crm.ID) string {
	const digits = "0123456789abcdef"
	var text strings.Builder
	for _, b := range id {
		text.WriteByte(digits[b>>4])
		text.WriteByte(digits[b&15])
	}
	return text.String()
}

func TestParseDocumentID_ReadsWhatDocumentIDWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := crm.ID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
		text := crm.DocumentID(id)
		if got, err := crm.ParseDocumentID(text); err != nil || got != id {
			t.Fatalf("%s: %x, %v", text, got, err)
		}
		at := rapid.IntRange(0, len(text)-1).Draw(t, "at")
		other := text[:at] + rapid.StringMatching("[1-9A-Za-z]").Draw(t, "char") + text[at+1:]
		if got, err := crm.ParseDocumentID(other); err == nil && other != text {
			t.Fatalf("%s passes as %x", other, got)
		}
	})
}

// R20
func TestParseDocumentID_RefusesTheRest(t *testing.T) {
	good := crm.DocumentID(crm.ID{1})
	for _, text := range []string{"", "1", good[1:], good + "1", "1" + good, " " + good, "automerge:" + good,
		strings.Repeat("z", 28),
		strings.Repeat("1", 1<<20), strings.Replace(good, good[3:4], "0", 1), "01000000-0000-0000-0000-000000000000",
		"ключ"} {
		if _, err := crm.ParseDocumentID(text); crm.CodeOf(err) != crm.CodeInvalid {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// The app derives the ids of a record's documents too: by the same vectors (R28).
func TestDocumentID_IsWhatTheAppDerives(t *testing.T) {
	text, err := os.ReadFile("testdata/vectors/document_ids.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []struct {
		ID                            crm.ID
		DocumentID, PrivateDocumentID string
	}
	if err := json.Unmarshal(text, &all); err != nil || len(all) == 0 {
		t.Fatal(len(all), err)
	}
	for _, v := range all {
		if crm.DocumentID(v.ID) != v.DocumentID || crm.DocumentID(crm.PrivateID(v.ID)) != v.PrivateDocumentID {
			t.Errorf("%s has %s and %s", v.ID, crm.DocumentID(v.ID), crm.DocumentID(crm.PrivateID(v.ID)))
		}
		if id, err := crm.ParseDocumentID(v.DocumentID); err != nil || id != v.ID {
			t.Errorf("%s is of %s: %v", v.DocumentID, id, err)
		}
	}
}

func FuzzParseDocumentID(f *testing.F) {
	f.Add("4NMNnkMhL8jXrdJ9jamS58PAVdXu")
	f.Add("1111111111111111")
	f.Fuzz(func(t *testing.T, text string) {
		if id, err := crm.ParseDocumentID(text); err == nil && crm.DocumentID(id) != text {
			t.Fatalf("%q is written as %q", text, crm.DocumentID(id))
		}
	})
}
