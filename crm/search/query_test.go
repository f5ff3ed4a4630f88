package search_test

import (
	"strings"
	"testing"

	"roomkey/crm/search"
)

// typed are queries, each of which shows a rule.
var typed = []string{
	"", "  \t\u00a0\u3000", "!?", "\"\" - *", "ana", "ANA Lopez ana", "o'brien", "o'", "a", "5 a", "st. mary's",
	"21st", "21s", "21 s", "22n st", "mls22698877", "ana.lopez@example.com",
	"(916) 555-0101", "916.555.0101", "9165550101", "+1 916 555 0101", "1 916 555 0101", "+1", "+1 9", "+", "+1 (916",
	"555-0101", "916 555", "0101", "+44 (0)20 7946 0958", "020 7946 0958", "0044 20 7946 0958",
	"011 44 20 7946 0958", "442079460958", "95814", "00601", "1600-1602", "95814 12", "500,0",
	"450k", "1.2m", "$1,250,000.00", "1.2345k", "0k", "450 k",
	"95814 450k", "tel:+19165550101", "mailto:ana@example.com", "tel", "555-0101 x12", "555-0101 ext. 12", "ext",
	"山田太郎", "山田", "山", "太郎 山田", "김민수", "kim 민", "東3", "NOT x OR y", `NEAR("a b", 5)`, "name:ana*",
	"a b c d e f g h i j k l m n o p q r s t", "é", "ß", "\U0001F600 hi", "１２３", "12/34/56", "x5", "x 5 y",
	"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", "1234567890123456789012345678901234567890123456",
	"916-555-0101 / 916-555-0102", "ESC-2026-017", "12 1/2 Pine", "38.5816", "1 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7 8 9",
}

func TestVectors_SearchWants(t *testing.T) {
	type vector struct {
		Typed string `json:"typed"`
		search.Query
	}
	var all []vector
	for _, text := range typed {
		all = append(all, vector{text, search.Read(text)})
	}
	for _, long := range []string{strings.Repeat("é", 600), strings.Repeat("ab ", 600)} {
		all = append(all, vector{long, search.Read(long)})
	}
	vectors(t, "search_wants.json", all)
}
