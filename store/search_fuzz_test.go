package store_test

import (
	"testing"

	"roomkey/crm"
	"roomkey/store"
)

// FuzzList: a search text, filter or cursor from a client gets an answer, or is refused as invalid.
func FuzzList(f *testing.F) {
	s := open(f)
	put(f, s, lead(1, nil))
	f.Add("lead", "name", "eq", "Lead 1", "")
	f.Add("\"lead\" OR *", "score", "gte", "1e400", "AAAA")
	f.Add("NEAR(a b) - ^x {y}:", "areas", "ne", "\x00", "-_")
	f.Add("\xff\u0308 \x00", "assignedAt", "lt", "2026-13-01T00:00:00Z", "=")
	f.Fuzz(func(t *testing.T, text, field, op, value, cursor string) {
		_, err := s.List(t.Context(), user(crm.RoleBroker, 9), store.Query{Type: "lead", Q: text, Cursor: cursor,
			Filters: []store.Filter{{Field: field, Op: op, Value: value}}})
		if code := crm.CodeOf(err); code != "" && code != crm.CodeInvalid && code != crm.CodeTooLarge {
			t.Fatal(err)
		}
		if _, err := s.List(t.Context(), user(crm.RoleBroker, 9), store.Query{Type: "lead", Q: text}); err != nil {
			t.Fatal(err)
		}
	})
}
