package words_test

import (
	"strings"
	"testing"
	"time"

	"roomkey/plugins/bundled/words"
)

func TestMisread(t *testing.T) {
	for text, want := range map[string]string{"(916) 555 O211": "(916) 555 0211", "9l6-555-0212": "916-555-0212",
		"916 555 0211": "", "BOB SOLO": "", "O": "", "555-O211": "", "916.555.O2l3": "916.555.0213"} {
		if got := words.Misread(text); got != want {
			t.Errorf("%q is %q, not %q", text, got, want)
		}
	}
}

func TestMoney_IsExactOrRefused(t *testing.T) {
	for text, want := range map[string]int64{
		"$1,234": 123400, "$ 1,234.50": 123450, "1234": 123400, "0.07": 7, ".5": 50, "$500,000": 50000000,
		"500k": 50000000, "$1.2m": 120000000,
		"1.25 Million": 125000000, "USD 500,000": 50000000, "750000 USD": 75000000, "US$12.00": 1200, "12.3400": 1234,
		"$0": 0, "1.2345k": 123450,
	} {
		if got, ok := words.Money(text); !ok || got != want {
			t.Errorf("%q is %d (%v), not %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "$", "-5", "(500)", "1,23", "1.234,56", "12.345", "1.2.3", "€5", "5 apples",
		"=1+1", "1e6", "12,34,567", "99999999999999999999", ".", "TBD",
		"1.123456789m"} {
		if got, ok := words.Money(text); ok {
			t.Errorf("%q is taken for %d", text, got)
		}
	}
}

func TestDollars_ReadBack(t *testing.T) {
	for cents, want := range map[int64]string{0: "$0", 5: "$0.05", 123450: "$1,234.50", 50000000: "$500,000",
		123456789000: "$1,234,567,890"} {
		if got := words.Dollars(cents); got != want {
			t.Errorf("%d is %s, not %s", cents, got, want)
		}
		if got, ok := words.Money(want); !ok || got != cents {
			t.Errorf("%s reads back as %d", want, got)
		}
	}
}

func TestNumber(t *testing.T) {
	for text, want := range map[string]float64{"1,450": 1450, "2.5": 2.5, "-121.43": -121.43, "3 %": 3, " 0 ": 0,
		".25": 0.25} {
		if got, ok := words.Number(text); !ok || got != want {
			t.Errorf("%q is %v (%v)", text, got, ok)
		}
	}
	for _, text := range []string{"", "-", "1,45", "three", "NaN", "Inf", "0x10", "1_000", "1e3"} {
		if got, ok := words.Number(text); ok {
			t.Errorf("%q is taken for %v", text, got)
		}
	}
}

func TestDate_TakesTheFormsPeopleWrite(t *testing.T) {
	for _, text := range []string{"2026-06-05", "6/5/2026", "06/05/2026", "6/5/26", "6-5-2026", "June 5, 2026",
		"june 5 2026", "Jun 5, 2026", "Jun. 5, 2026", "5-Jun-2026", "5-jun-26",
		"5 June 2026", "June 5th, 2026", "Fri, Jun 5, 2026", "Friday June 5th 2026", "2026/6/5", "20260605",
		"2026-06-05T14:00:00-07:00", "2026-06-05 00:00:00", "6/5/2026 2:00 PM", " 6/5/2026 "} {
		if got, ok := words.Date(text); !ok || got != "2026-06-05" {
			t.Errorf("%q is %q", text, got)
		}
	}
	if got, _ := words.Date("Sept 9, 1985"); got != "1985-09-09" {
		t.Errorf("a September is %q", got)
	}
	for _, text := range []string{"", "13/5/2026", "2026-02-30", "6/5", "June 2026", "46178", "tomorrow", "5.6.2026.7",
		"1/1/0026", "=6/5/2026", "6/5/2026-"} {
		if got, ok := words.Date(text); ok {
			t.Errorf("%q is taken for %s", text, got)
		}
	}
}

func TestDateFrom_IsTheNextSuchDay(t *testing.T) {
	for text, want := range map[string]string{"June 5": "2026-06-05", "May 20": "2026-05-20", "may 19": "2027-05-19",
		"6/5": "2026-06-05", "5th of June": "", "Jan 2nd": "2027-01-02",
		"Feb 29": "2028-02-29", "today": "2026-05-20", "tomorrow": "2026-05-21", "in 30 days": "2026-06-19",
		"in 2 weeks": "2026-06-03", "June 5, 2025": "2025-06-05", "Feb 30": "", "soon": ""} {
		if got, _ := words.DateFrom(text, "2026-05-20"); got != want {
			t.Errorf("%q is %q, not %q", text, got, want)
		}
	}
}

func TestMoment_IsInTheZoneUnlessItSaysItsOwn(t *testing.T) {
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{"6/5/2026 2:00 PM": "2026-06-05T14:00:00-07:00",
		"2026-12-05 14:00": "2026-12-05T14:00:00-08:00", "2026-06-05T21:00:00Z": "2026-06-05T21:00:00Z",
		"June 5, 2026 2:30 pm": "2026-06-05T14:30:00-07:00", "6/5/2026 2 pm": "2026-06-05T14:00:00-07:00",
		"June 5, 2026 at 2pm": "2026-06-05T14:00:00-07:00",
		"2026-06-05T14:00:00": "2026-06-05T14:00:00-07:00", "6/5/2026": "", "2:00 PM": ""} {
		if got, _ := words.Moment(text, zone); got != want {
			t.Errorf("%q is %q, not %q", text, got, want)
		}
	}
	for text, want := range map[string]string{"2pm": "14:00:00", "2 p.m.": "14:00:00", "14:05": "14:05:00",
		"12:30 AM": "00:30:00", "25:00": ""} {
		if got, _ := words.Clock(text); got != want {
			t.Errorf("%q is %q, not %q", text, got, want)
		}
	}
}

func TestPerson(t *testing.T) {
	for text, want := range map[string]string{" Ana@Example.COM ": "ana@example.com", "mailto:a@b.co": "a@b.co",
		"<a@b.co>": "a@b.co", "ana@example": "", "ana": "", "a@b.co, c@d.co": "", "@b.co": ""} {
		if got := words.Email(text); got != want {
			t.Errorf("the address %q is %q", text, got)
		}
	}
	for text, want := range map[string]string{"+1 (916) 555-0101": "9165550101", "916.555.0101 ext. 12": "9165550101",
		"916-555-0101x12": "9165550101", "555-0101": "5550101", "12": "", "n/a": ""} {
		if got := words.Phone(text); got != want {
			t.Errorf("the number %q is %q", text, got)
		}
	}
	for text, want := range map[string][2]string{"Ana Ortiz": {"Ana", "Ortiz"},
		"Ortiz, Ana Maria": {"Ana Maria", "Ortiz"}, "Cher": {"Cher", ""}, "Maria de la Cruz": {"Maria", "de la Cruz"},
		"Sam Hill, Jr.": {"Sam", "Hill Jr."}, ",": {"", ""}, "": {"", ""}} {
		if first, last := words.Name(text); first != want[0] || last != want[1] {
			t.Errorf("%q is %q and %q", text, first, last)
		}
	}
}

func TestAddress_TakenApart(t *testing.T) {
	for text, want := range map[string]words.Place{
		"123 Main St": {Street: "123 Main St"},
		"123 Main St, Sacramento, CA 95814": {Street: "123 Main St", City: "Sacramento", State: "CA",
			Zip: "95814"},
		"123 Main St #4, Sacramento, CA 95814-1234": {Street: "123 Main St", Unit: "4", City: "Sacramento",
			State: "CA", Zip: "95814"},
		"123 Main St, Apt 4B, Elk Grove, CA, 95624": {Street: "123 Main St", Unit: "4B", City: "Elk Grove",
			State: "CA", Zip: "95624"},
		"123 Main St, Sacramento CA 95814, USA": {Street: "123 Main St", City: "Sacramento", State: "CA",
			Zip: "95814"},
		"123 Main St, Sacramento": {Street: "123 Main St", City: "Sacramento"},
		"8 Unity Way, Rancho Cordova, California 95670": {Street: "8 Unity Way", City: "Rancho Cordova", State: "CA",
			Zip: "95670"},
		"": {},
	} {
		if got := words.Address(text); got != want {
			t.Errorf("%q is %+v", text, got)
		}
	}
}

func TestPlace_SameHoweverItIsWritten(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"123 N. Main Street", "123 north main st", true},
		{"123 Main St, Sacramento, CA 95814", "123 MAIN ST", true},
		{"123 Main St, Sacramento", "123 Main St, Elk Grove", false},
		{"123 Main St #4", "123 Main Street, Unit 4", true},
		{"123 Main St #4", "123 Main St", false},
		{"123 Main St", "125 Main St", false},
		{"", "", false},
	} {
		if got := words.Address(c.a).Same(words.Address(c.b)); got != c.same {
			t.Errorf("%q and %q: %v", c.a, c.b, got)
		}
	}
}

func TestPhones(t *testing.T) {
	for text, want := range map[string]string{
		"(916) 555-0213 or 0214":        "(916) 555-0213|(916) 555-0214",
		"916-555-0212 / 555-0213":       "916-555-0212|916-555-0213",
		"916 555 0212 and 707-555-0101": "916 555 0212|707-555-0101", "916-555-0212 x12": "916-555-0212 x12",
		"call Ann or Bo": "call Ann or Bo", "916-555-0212 or e-mail": "916-555-0212 or e-mail", "": "",
	} {
		if got := strings.Join(words.Phones(text), "|"); got != want {
			t.Errorf("%q is %s, not %s", text, got, want)
		}
	}
}
