package web_test

import (
	"testing"

	"roomkey/crm"
	"roomkey/web"
)

// A change that comes to stand before others, between two pages, moves no other change from one page to another.
func TestHistory_ACursorIsNoCount(t *testing.T) {
	t.Parallel()
	a, b, late := crm.Hash{1}, crm.Hash{2}, crm.Hash{3}
	cursor := b.String() // of a page that began with b
	for _, all := range [][]crm.Hash{{a, b}, {late, a, b}, {a, late, b}} {
		at, err := web.PlaceOf(all, cursor)
		if err != nil || all[at] != b {
			t.Errorf("in %v it is %d, %v", all, at, err)
		}
	}
	if _, err := web.PlaceOf([]crm.Hash{a}, cursor); crm.CodeOf(err) != crm.CodeInvalid {
		t.Errorf("a change that is not there: %v", err)
	}
}
