package main

import "testing"

// A record that is read twice is no duplicate of itself.
func TestPairs_NeverJoinARecordWithItself(t *testing.T) {
	ana := func() *person {
		return &person{kind: "lead", id: "1", first: "Ana", last: "Ortiz", emails: []string{"ana@example.com"}}
	}
	s := &search{people: []*person{ana(), ana()}}
	if found := s.pairs(usualScore); len(found) > 0 {
		t.Errorf("it finds %d pairs", len(found))
	}
}
