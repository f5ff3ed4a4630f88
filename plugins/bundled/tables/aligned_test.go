package tables_test

import (
	"strings"
	"testing"

	"roomkey/plugins/bundled/tables"
)

// Columns of a typed page are told by where their cells stand, so that an empty cell moves no other one.
func TestAligned(t *testing.T) {
	heading := func(cells []string) bool { return len(cells) > 2 && cells[0] == "Name" }
	text := "OPEN HOUSE   12 Elm St\n\nName           Phone         E-mail           Agent?\n" +
		"Stacy Lum      555-0211      stacy@a.co       no\n" +
		"Roy Tan                      roy@a.co         N\n" +
		"Zoë Krämer-Ng  555-0212                       yes - KW\n" +
		"Al             555-0213      a.very.long.one@example.com  no\n"
	want := "OPEN HOUSE   12 Elm St\n\nName|Phone|E-mail|Agent?\nStacy Lum|555-0211|stacy@a.co|no\n" +
		"Roy Tan||roy@a.co|N\nZoë Krämer-Ng|555-0212||yes - KW\nAl|555-0213|a.very.long.one@example.com|no\n"
	if got := strings.ReplaceAll(tables.Aligned(text, heading), "\t", "|"); got != want {
		t.Errorf("%s\nnot\n%s", got, want)
	}
	for _, other := range []string{"", "Name,Phone,Email\nAna  Ortiz,1,2\n", "Ana Ortiz   555-0101\n", "Name\tA\tB\n"} {
		if got := tables.Aligned(other, heading); got != other {
			t.Errorf("%q became %q", other, got)
		}
	}
}

func FuzzAligned(f *testing.F) {
	f.Add("Name   B  C\nx   \xffy  z\n   \n")
	f.Fuzz(func(t *testing.T, text string) {
		got := tables.Aligned(text, func(cells []string) bool { return true })
		if strings.Count(got, "\n") != strings.Count(text, "\n") {
			t.Errorf("%q has other lines than %q", got, text)
		}
	})
}
