package search_test

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/crm/search"
)

// alphabets are what random texts are made of: each part shows a difference that Go and JavaScript might have. None is
// younger than Unicode 14.
var alphabets = []string{
	"abcdefghijklmnopqrstuvwxyz", "ABCXYZ", "0123456789", "00112233", "    ", ".,-/()+$'", "'’´`ʻ", "kmx", "stndrdth",
	"éèüñåçÉÜ", "łßøæđıŁØƵ", "e\u0301a\u0308n\u0303o\u0323\u0302", "ΑΣσςώΏ", "ЙйЁёӀ", "İıIi", "ﬁﬀ²½Ⅻ№℡",
	"山田太郎東京", "カタガﾊﾟｶﾞーヵ", "ひらがなゝゞ", "김민수각\u1112\u1161\u11ab", "กรุงเทพฯ", "हिन्दीक़ि", "عَرَبِيّة٣٤", "שָׁלוֹם",
	"𠮷𝔸𝟙", "😀\u200d\u200b\u00ad\ufeff\u00a0\u3000\u2028",
}

// Random texts have the same terms and wants in Go and in TypeScript.
func TestVectors_SearchRandom(t *testing.T) {
	type vector struct {
		Name     string        `json:"name"`
		Briefing string        `json:"briefing"`
		Terms    search.Terms  `json:"terms"`
		Wants    []search.Want `json:"wants"`
		Tier     search.Tier   `json:"tier"` // of the name as a query
	}
	random := rand.New(rand.NewPCG(31, 31))
	text := func() string {
		var text strings.Builder
		for range 1 + random.IntN(8) {
			letters := []rune(alphabets[random.IntN(len(alphabets))])
			for range 1 + random.IntN(5) {
				text.WriteRune(letters[random.IntN(len(letters))])
			}
		}
		return text.String()
	}
	var all []vector
	for range 300 {
		v := vector{Name: text(), Briefing: text()}
		fields := map[string]json.RawMessage{}
		for name, value := range map[string]string{"name": v.Name, "briefing": v.Briefing} {
			raw, err := json.Marshal(value)
			if err != nil {
				t.Fatal(err)
			}
			fields[name] = raw
		}
		v.Terms = search.Of(crm.TypeNamed("lead"), fields)
		query := search.Read(v.Name)
		v.Wants, v.Tier = query.Wants, query.Tier(&v.Terms)
		all = append(all, v)
	}
	vectors(t, "search_random.json", all)
}
