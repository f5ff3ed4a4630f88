package search_test

import (
	"cmp"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/crm/search"
)

// stored is a record of the table; a later one is newer.
type stored struct {
	Key    string                     `json:"key"`
	ID     string                     `json:"id"`
	Type   string                     `json:"type"`
	Fields map[string]json.RawMessage `json:"fields"`
}

func readTable(t testing.TB) (records []stored) {
	t.Helper()
	text, err := os.ReadFile("../testdata/vectors/search_records.json")
	if err == nil {
		err = json.Unmarshal(text, &records)
	}
	if err != nil || len(records) == 0 {
		t.Fatal(err)
	}
	return records
}

// asked are queries over the table, each with the keys of what it finds, in order.
var asked = []struct{ query, finds string }{
	{"obrien", "obrien"},
	{"O'BRIEN", "obrien"},
	{"o brien", "obrien"},
	{"brien", "obrien"},
	{"quill", "obrien quillan ivyq"},
	{"quil", "quillan obrien ivyq"},
	{"ana.quill+homes@example.com", "obrien"},
	{"EXAMPLE.COM", "obrien"},
	{"(279) 555-0142", "obrien"},
	{"2795550142", "obrien"},
	{"+1 279 555 0142", "obrien"},
	{"1-279-555-0142", "obrien"},
	{"555-0142", "obrien"},
	{"0142", "obrien"},
	{"279.555", "xavier notes marys lodz quillan obrien"},
	{"tel:+12795550188", "lodz"},
	{"279 555 0111", "notes"},
	{"02079460958", "london"},
	{"+442079460958", "london"},
	{"0044 20 7946 0958", "london"},
	{"ext 9", "ste"},
	{"lucja kowalewska", "lodz"},
	{"Łucja", "lodz"},
	{"weissmuller", "strasse"},
	{"weiß", "strasse"},
	{"strasse", "strasse"},
	{"lindenstr", "strasse"},
	{"soren", "signing oresund"},
	{"øresund", "oresund"},
	{"aero", "oresund"},
	{"山田太郎", "yamada"},
	{"太郎山田", "yamada"},
	{"山", "yamada"},
	{"不動産", "yamada"},
	{"김민수", "minsu"},
	{"민수", "minsu"},
	{"王红", "wanghong"},
	{"红", "wanghong"},
	{"สมชาย", "somchai"},
	{"العربية", "layla"},
	{"आशा", "asha"},
	{"παπαδοπουλοσ", "nikos"},
	{"ΝΊΚΟΣ", "nikos"},
	{"MLS22698877", "marys"},
	{"mls 2269", "marys"},
	{"22698877", "marys"},
	{"qx77121", "twentyfirst"},
	{"st mary", "saintmary marys"},
	{"saint marys street", "marys"},
	{"street", "ivyq marys"},
	{"st. mary's", "marys"},
	{"21st ave", "twentyfirst"},
	{"21s", "twentyfirst"},
	{"4821 21", "twentyfirst"},
	{"pinecrest boulevard", "northpine"},
	{"n pinecrest", "northpine"},
	{"350 n", "northpine"},
	{"1600-1602", "range"},
	{"1602 quenby", "range"},
	{"061-0150-024", "northpine"},
	{"0610150024", "northpine"},
	{"fixer", "twentyfirst"},
	{"firth title", "signing quenby"},
	{"termite", "quenby"},
	{"dorothea wex", "quenby"},
	{"$500,000.00", "quenby"},
	{"500k", "quenby"},
	{"1.125m", "marys"},
	{"450000", "saintmary"},
	{"1,234,567", "briefed ivyq"},
	{"wisteria", "marys"},
	{"wist", "marys"},
	{"wi", "signing"},
	{"keysafe", "inspect"},
	{"greenhouse", "notes"},
	{"日本", "briefed"},
	{"vip relocation", "dupont"},
	{"z.dupont@work", "dupont"},
	{"dupont lefevre", "dupont"},
	{"renee cafe", "cafe"},
	{"oneill", "oneill"},
	{"O’Neill", "oneill"},
	{"mobile", "lodz"},
	{"suite 400", "signing"},
	{"ørsted", "ste"},
	{"a", "inspect twentyfirst saintmary oresund obrien"},
	{"5", "ivyq"},
	{"o", "ste oneill briefed obrien"},
	{"5 i", "ivyq"},
	{"x", "xavier"},
	{"!?", ""},
	{"NOT quenby", ""},
	{"\"quenby\"", "inspect quenby range"},
	{"quenby court inspection", "inspect"},
	{"gazebo", ""},
	{"secret", ""},
	{"95667", "saintmary marys"},
	{"germany", "strasse"},
	{"nothinglikethis", ""},
}

type answer struct {
	ID   string      `json:"id"`
	Tier search.Tier `json:"tier"`
}

// find answers a query as the server and the app do: the best tier first, then the newest, then by id.
func find(records []stored, query *search.Query) (keys []string, found []answer) {
	type hit struct {
		answer
		at  int
		key string
	}
	var hits []hit
	for i, r := range records {
		terms := search.Of(crm.TypeNamed(r.Type), r.Fields)
		if tier := query.Tier(&terms); tier != search.None {
			hits = append(hits, hit{answer{r.ID, tier}, i, r.Key})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int { return cmp.Or(cmp.Compare(a.Tier, b.Tier), cmp.Compare(b.at, a.at)) })
	found = []answer{}
	for _, h := range hits {
		keys, found = append(keys, h.key), append(found, h.answer)
	}
	return keys, found
}

func TestVectors_SearchAnswers(t *testing.T) {
	type vector struct {
		Typed string   `json:"typed"`
		Items []answer `json:"items"`
	}
	records := readTable(t)
	var all []vector
	for _, a := range asked {
		query := search.Read(a.query)
		keys, found := find(records, &query)
		if got := strings.Join(keys, " "); got != a.finds {
			t.Errorf("{%q, %q}, // not %q", a.query, got, a.finds)
		}
		all = append(all, vector{a.query, found})
	}
	vectors(t, "search_answers.json", all)
}
