package crm_test

import (
	"testing"

	"roomkey/crm"
)

func TestLegible_TakesOutWhatDisguises(t *testing.T) {
	for _, c := range []struct{ name, text, kept, want string }{
		{"plain", "Zoë's 3 Häuser, 東京 🏡", "", "Zoë's 3 Häuser, 東京 🏡"},
		{"scripts from the right", "בית מרכזי شقة", "", "בית מרכזי شقة"},
		{"overrides", "Delete\u202eevas\u202c\u202a\u202b\u202d", "", "Deleteevas"},
		{"isolates", "a\u2066b\u2067c\u2068d\u2069", "", "abcd"},
		{"marks of direction", "a\u200eb\u200fc\u061cd", "", "abcd"},
		{"zero width", "a\u200bb\ufeffc\u2060d\u00ade\u180ef", "", "abcdef"},
		{"letters that show nothing", "a\u3164b\u115fc\u034fd", "", "abcd"},
		{"tags", "a\U000e0061\U000e007fb", "", "ab"},
		{"controls", "a\x00b\x1b[31mc\x7fd\u009be", "", "ab[31mcde"},
		{"line breaks", "a\nb\tc\r\nd\u2028e\u2029f\u0085g", "", "a b c  d e f g"},
		{"line breaks that are kept", "a\n\tb\u2028c", "\n\t", "a\n\tb c"},
		{"joiners", "می\u200cخواهم 👩\u200d💻", "", "میخواهم 👩💻"},
		{"joiners that are kept", "می\u200cخواهم 👩\u200d💻", crm.Joiners, "می\u200cخواهم 👩\u200d💻"},
		{"a sign that is drawn", "\u0600123", "", "\u0600123"},
		{"no UTF-8", "a\xff\xfeb", "", "a\ufffdb"},
	} {
		if got := crm.Legible(c.text, c.kept); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
