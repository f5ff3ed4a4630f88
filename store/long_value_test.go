package store_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/store"
)

// withLong is a lead with notes of some length.
func withLong(name string, length int) *crm.Record {
	r := lead(1, map[string]string{"name": `"` + name + `"`, "zip": `"after the notes"`})
	r.Fields["notes"] = json.RawMessage(`["` + strings.Repeat("n", length) + `"]`)
	return r
}

// wantFields fails unless the record is read as it was written, by itself and in a catalog.
func wantFields(t *testing.T, s *store.Store, want *crm.Record) {
	t.Helper()
	got, err := s.Record(t.Context(), want.ID)
	if err != nil {
		t.Fatal(err)
	}
	many, err := s.Records(t.Context(), []crm.ID{want.ID})
	if err != nil || len(many) != 1 {
		t.Fatal(many, err)
	}
	for _, r := range []*crm.Record{got, many[0]} {
		if len(r.Fields) != len(want.Fields) {
			t.Errorf("there are %d fields, want %d", len(r.Fields), len(want.Fields))
		}
		for name, value := range want.Fields {
			if string(r.Fields[name]) != string(value) {
				t.Errorf("%s has %d bytes, want %d", name, len(r.Fields[name]), len(value))
			}
		}
	}
	if found := problems(t, s); len(found) > 0 {
		t.Error("check says", found)
	}
}

// Edits of a record with many notes don't write these again.
func TestLongValue_IsWrittenOnlyWhenItChanges(t *testing.T) {
	const length, edits = 2 << 20, 8
	dir := newDir(t)
	s := reopen(t, dir)
	logged := func() int64 {
		info, err := os.Stat(file(dir) + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	put(t, s, withLong("Ann", length))
	before := logged()
	for i := range edits {
		put(t, s, withLong("Ann "+strings.Repeat("I", i), length))
	}
	if wrote := logged() - before; wrote > edits*100<<10 {
		t.Errorf("%d edits of a name wrote %d KB", edits, wrote>>10)
	}
	wantFields(t, s, withLong("Ann IIIIIII", length))
}

func TestLongValue_GrowsShrinksAndIsReadAsItWas(t *testing.T) {
	dir := newDir(t)
	s := reopen(t, dir)
	for _, length := range []int{10, 40_000, 40_000, 50_000, 10, 33_000} {
		r := withLong("Bea", length)
		put(t, s, r)
		wantFields(t, s, r)
	}
	again := reopen(t, dir) // another process, which does not know what is written
	for _, length := range []int{33_000, 60_000, 0, 70_000} {
		r := withLong("Cleo", length)
		put(t, again, r)
		wantFields(t, again, r)
		wantFields(t, s, r)
	}
}

// A row that an earlier version wrote has all fields in one place.
func TestLongValue_OfAnEarlierVersionIsRead(t *testing.T) {
	dir := newDir(t)
	s := reopen(t, dir)
	r := withLong("Ann", 40_000)
	put(t, s, r)
	plant(t, dir, `UPDATE records SET fields = CAST(substr(fields, 1, long) || (SELECT data FROM long_values
		WHERE record = records.num) || substr(fields, long + 1) AS BLOB), long = NULL; DELETE FROM long_values`)
	wantFields(t, s, r)
	r = withLong("Bea", 40_000)
	put(t, s, r)
	wantFields(t, s, r)
}

func TestLongValue_DamageIsFound(t *testing.T) {
	for name, damage := range map[string]string{
		"lost":    `DELETE FROM long_values`,
		"changed": `UPDATE long_values SET data = CAST('["forged"]' AS BLOB)`,
		"orphan":  `UPDATE long_values SET record = record + 1`,
		"moved":   `UPDATE records SET long = long + 1`,
	} {
		dir := newDir(t)
		s := reopen(t, dir)
		put(t, s, withLong("Ann", 40_000))
		plant(t, dir, damage)
		if found := problems(t, s); len(found) == 0 {
			t.Errorf("%s: check finds nothing", name)
		}
		_, err := s.Record(t.Context(), id(1))
		wantCode(t, err, crm.CodeUnavailable)
	}
}
