package search_test

import (
	"testing"

	"roomkey/crm/search"
)

// folds are texts and what they are compared as.
var folds = [][2]string{
	{"", ""},
	{"Ana LOPEZ", "ana lopez"},
	{"Zoë Åström", "zoe astrom"},
	{"Zoe\u0308", "zoe"},
	{"Łódź, Straße, Øre, Ærø, Đặng, Þór, İzmir, ısı", "lodz, strasse, ore, aero, dang, thor, izmir, isi"},
	{"O’Brien O´Brien O`Brien Oʻahu", "o'brien o'brien o'brien o'ahu"},
	{"ΟΔΥΣΣΕΥΣ Οδυσσεύς", "οδυσσευσ οδυσσευσ"},
	{"ЙОЖИК ӏ Ӏ", "иожик і і"},
	{"ﬁn Ⅻ ² ½", "fin xii 2 1⁄2"},
	{"ＡＢＣ１２３", "abc123"},
	{"カタカナ ｶﾞｰ ヶ ヵ ヾ", "かたかな がー け か ゞ"},
	{"김민수 각", "김민수 각"},
	{"हिन्दी क़", "हिन्दी क\u093c"},
	{"٤٥٦ ۴۵۶ ४५६ ๔๕๖", "456 456 456 456"},
	{"שָׁלוֹם", "שלום"},
	{"العَرَبِيَّة", "العربية"},
	{"soft\u00adhyphen zero\u200bwidth \ufeffmark", "softhyphen zerowidth mark"},
	{"\U0001D400\U0001D7D9", "a1"},
	{"𠮷野家", "𠮷野家"},
	{"ẞ ẛ̣", "ss s"},
}

func TestFold_IsWhatPeopleTypeWithoutAccents(t *testing.T) {
	for _, f := range folds {
		if got := search.Fold(f[0]); got != f[1] {
			t.Errorf("%q is %q, not %q", f[0], got, f[1])
		}
	}
}

func TestVectors_SearchFold(t *testing.T) {
	type vector struct {
		Text   string `json:"text"`
		Folded string `json:"folded"`
	}
	var all []vector
	for _, f := range folds {
		all = append(all, vector{f[0], search.Fold(f[0])})
	}
	vectors(t, "search_fold.json", all)
}
