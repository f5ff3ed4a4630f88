package search_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/crm/search"
)

// lone is a text whose last word has one letter yet, or one that has none.
var lone = regexp.MustCompile(`^[^0-9\pL]*$|(^|[^\pL])[a-z][^0-9\pL]*$|(^|[^0-9])[0-9][^0-9\pL]*$`)

// While somebody types what finds a record, the record stays from the second letter of each word on.
func TestQuery_EachBeginningKeepsTheRecord(t *testing.T) {
	for query, key := range map[string]string{
		"ana o'brien-quill": "obrien", "ana.quill+homes@example.com": "obrien", "(279) 555-0142": "obrien",
		"+1 (279) 555-0142": "obrien", "12795550142": "obrien", "279.555.0142": "obrien", "lucja kowalewska": "lodz",
		"Jürgen Weißmüller": "strasse", "søren ærøskjold": "oresund", "山田太郎": "yamada", "太郎 山田": "yamada",
		"김민수": "minsu", "王红梅": "wanghong", "สมชาย": "somchai", "MLS22698877": "marys", "1640 st. mary's str": "marys",
		"1640 saint marys street": "marys", "4821 21st ave": "twentyfirst", "350 n pinecrest boulevard": "northpine",
		"350 north pinecrest blvd": "northpine", "1600-1602 quenby lane": "range", "061-0150-024": "northpine",
		"5 ivyquill street": "ivyq", "20 7946 0958": "london", "firth title": "quenby", "dorothea wexcombe": "quenby",
		"500,000": "quenby", "450k": "saintmary", "suite 400": "signing", "dupont-lefèvre, zoé": "dupont",
		"z.dupont@work.test": "dupont", "sinead o'neill": "oneill",
	} {
		for end := range query + " " {
			typed := query[:end]
			if lone.MatchString(search.Fold(typed)) {
				continue
			}
			q := search.Read(typed)
			if keys, _ := find(readTable(t), &q); !strings.Contains(" "+strings.Join(keys, " ")+" ", " "+key+" ") {
				t.Errorf("%q of %q does not find %s but %v", typed, query, key, keys)
			}
		}
	}
}

// withNotes is a lead with notes, each a word of its own and many of one word.
func withNotes(t testing.TB, n, words int) map[string]json.RawMessage {
	t.Helper()
	notes := make([]map[string]any, n)
	for i := range notes {
		notes[i] = map[string]any{"id": fmt.Sprint("n", i),
			"body": fmt.Sprint("note", i, "x", strings.Repeat(" \"said\"", words))}
	}
	raw, err := json.Marshal(notes)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]json.RawMessage{"name": json.RawMessage(`"Vera"`), "notes": raw}
}

func TestOf_FindsEachOfTwoThousandNotes(t *testing.T) {
	terms := search.Of(crm.TypeNamed("lead"), withNotes(t, 2_000, 1))
	for n := range 2_000 {
		if q := search.Read(fmt.Sprint("note", n, "x vera")); q.Tier(&terms) == search.None {
			t.Fatalf("note %d is not found", n)
		}
	}
}

// Whoever edits a record waits for its terms. Of what is too long the latest notes count.
func TestOf_ALongListCostsNoMoreThanItsBound(t *testing.T) {
	lead := crm.TypeNamed("lead")
	few, many := withNotes(t, 4_000, 200), withNotes(t, 8_000, 200)
	terms := search.Of(lead, many)
	if q := search.Read("note7999x"); q.Tier(&terms) == search.None {
		t.Error("the latest note is not found")
	}
	if q := search.Read("note12x"); q.Tier(&terms) != search.None {
		t.Error("a note beyond the bound is found")
	}
	cost := func(fields map[string]json.RawMessage) float64 {
		return testing.AllocsPerRun(3, func() { search.Of(lead, fields) })
	}
	if a, b := cost(few), cost(many); b > a*1.1 {
		t.Errorf("4,000 notes take %v allocations, 8,000 notes %v", a, b)
	}
}

func TestOf_MalformedJSONHasNoTerms(t *testing.T) {
	for _, raw := range []string{``, `[`, `[]`, `[1`, `["a`, `[,"b"]`, `{"a":[}`, `{"`, `"`, `"\`, `"\u`, `[{"body":"`} {
		for _, name := range []string{"name", "notes", "tags", "priceMin"} {
			search.Of(crm.TypeNamed("lead"), map[string]json.RawMessage{name: json.RawMessage(raw)}) // no panic
		}
	}
}

func BenchmarkOf(b *testing.B) {
	for name, fields := range map[string]map[string]json.RawMessage{
		"listing": {"ListingId": json.RawMessage(`"SAC000704"`), "UnparsedAddress": json.RawMessage(`"4821 21st Ave"`),
			"City": json.RawMessage(`"Sacramento"`), "StateOrProvince": json.RawMessage(`"CA"`),
			"PostalCode": json.RawMessage(`"95814"`), "ListPrice": json.RawMessage(`75125000`),
			"PropertySubType": json.RawMessage(`"Single Family Residence"`),
			"PublicRemarks": json.RawMessage(`"Charming home with a large yard, close to schools and parks. New roof, ` +
				`updated kitchen and a two-car garage."`),
			"tags": json.RawMessage(`["open house"]`)},
		"notes": withNotes(b, 2_000, 1),
	} {
		kind := map[string]string{"listing": "listing", "notes": "lead"}[name]
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				search.Of(crm.TypeNamed(kind), fields)
			}
		})
	}
}

// What of a record is written to the index has a bound, whatever somebody fills its fields with.
func TestOf_HostileValuesHaveFewParts(t *testing.T) {
	long := strings.Repeat("abcdefghijklmnopqrstuvwxyzabcdefghijklmn ", 40_000)
	tags := `["` + strings.Join(strings.SplitAfterN(long, " ", 5_000), `","`) + `"]`
	raw := func(text string) json.RawMessage { return json.RawMessage(`"` + text + `"`) }
	for name, fields := range map[string]map[string]json.RawMessage{
		"tags":     {"tags": json.RawMessage(tags)},
		"numbers":  {"briefing": raw(strings.Repeat("1234567890123456789012345678901234567890x", 9_000))},
		"ligature": {"briefing": raw(strings.Repeat("ﷺ", 100_000))},
		"signs":    {"briefing": raw(strings.Repeat("山田", 100_000))},
	} {
		terms := search.Of(crm.TypeNamed("lead"), fields)
		parts := 0
		for _, class := range [][]string{terms.Title, terms.Near, terms.Numbers} {
			for _, term := range class {
				parts += len(term)
			}
		}
		if parts > 40_000 || len(terms.Prose) > 70_000 {
			t.Errorf("%s: %d parts, %d terms of prose", name, parts, len(terms.Prose))
		}
	}
}
