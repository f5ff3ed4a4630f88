package main

import (
	"strings"
	"testing"
)

func TestRead_Contingencies(t *testing.T) {
	got := read(
		"123 Main St, 10 day inspection contingency, loan contingency 14 days, waiving the appraisal and HOA "+
			"contingencies", "2026-05-04").contingent
	if len(got) != 4 || got["investigation"] != 10 || got["loan"] != 14 || got["appraisal"] != waived ||
		got["HOA"] != waived {
		t.Error(got)
	}
	if got := read("no contingencies", "2026-05-04").contingent; len(got) != len(standard) {
		t.Error(got)
	}
}

func TestRead_Doubts(t *testing.T) {
	for text, want := range map[string]string{
		"123 Main St at $500,000 or for $510,000 closing June 5": "is the price",
		"123 Main St or 125 Main St at $500,000 " +
			"closing June 5": "is it 123 Main St or 125 Main St?",
		"123 Main St at $500,000 closing June 5, closing June 6": "does it close",
		"123 Main St at $500,000 closing June 5, 7%":             "7% of what?",
		"123 Main St at $500,000 on June 5 or on June 20":        "what is on 2026-06-05 and 2026-06-20?",
	} {
		if got := strings.Join(read(text, "2026-05-04").doubts, "; "); !strings.Contains(got, want) {
			t.Errorf("%q: %q", text, got)
		}
	}
}

func TestPlusBusiness_LeavesOutWeekendsAndHolidays(t *testing.T) {
	for _, c := range []struct {
		from string
		days int
		want string
	}{
		{"2026-05-04", 3, "2026-05-07"}, {"2026-05-07", 3, "2026-05-12"}, // a weekend
		{"2026-05-21", 3, "2026-05-27"}, // Memorial Day
		{"2026-07-01", 3, "2026-07-07"}, // 4 July, a Saturday, is kept on the 3rd
		{"2026-09-04", 1, "2026-09-08"}, // Labor Day
		{"2026-11-25", 1, "2026-11-27"}, // Thanksgiving
		{"2026-12-24", 1, "2026-12-28"}, // Christmas
		{"2021-12-30", 1, "2022-01-03"}, // New Year's Day, a Saturday, is kept on 31 December
		{"2023-01-13", 1, "2023-01-17"}, // Martin Luther King's
		{"2022-06-17", 1, "2022-06-21"}, // Juneteenth, a Sunday, is kept on Monday
	} {
		if got := plusBusiness(c.from, c.days); got != c.want {
			t.Errorf("%d after %s is %s, not %s", c.days, c.from, got, c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("Create escrow for 123 Main St at $500,000 closing June 5")
	f.Add("9999999999 x $999999999999 in 999 days 99% 0 day loan waive no contingencies Feb 30 \x00")
	f.Fuzz(func(t *testing.T, text string) {
		got := read(text, "2026-05-04")
		if got.price < 0 || len(got.address) > len(text) {
			t.Errorf("%+v", got)
		}
	})
}
