package search

import (
	"slices"
	"strings"
)

// phone reads the groups of digits that begin at runs[i]. Five digits or more may be one number in any of its forms;
// fewer are searched for group by group. It wants nothing where there is only the beginning of a country code.
func phone(runs []run, i int) (want Want, next int) {
	end, joined := group(runs, i)
	if end < len(runs) && isUnit(&runs[end]) && end > i+1 { // the last group is an amount
		end--
		joined = strings.TrimSuffix(joined, runs[end].text)
	}
	plus := strings.HasSuffix(strings.TrimRight(runs[i].gap, " ("), "+")
	switch {
	case plus && len(joined) <= countryCode(joined):
		return want, end
	case !plus && len(joined) < minJoined:
		return Want{Any: []string{joined[:len(runs[i].text)]}}, i + 1
	}
	want.Any = numberForms(joined, plus)
	if count := end - i; !plus && count > 1 && count <= maxWants && !isPhone(runs[i:end]) {
		for _, r := range runs[i:end] {
			want.All = append(want.All, clip(r.text))
		}
	}
	return want, end
}

// isPhone reports whether groups of digits have the lengths of a phone number: 555-0101 or (916) 555-0101.
func isPhone(groups []run) bool {
	sizes := make([]int, len(groups))
	for i := range groups {
		sizes[i] = len(groups[i].text)
	}
	return slices.Equal(sizes, []int{3, 4}) || slices.Equal(sizes, []int{3, 3, 4})
}

// Numbers shorter than these are not read as having a prefix: they are ZIP codes and the like.
const (
	minTrunk  = 6  // digits with a 0 before the area code, or with 00 or 011 before the country code
	minAbroad = 11 // digits with a country code and nothing before it
	minRest   = 3  // digits without prefix and country code
)

// numberForms lists the forms in which a number may be stored: as it is; without 00, 011 or the country code; without
// the 0 that some countries write before the area code.
func numberForms(joined string, plus bool) (forms []string) {
	add := func(form string) {
		if form = clip(form); form != "" && !slices.Contains(forms, form) {
			forms = append(forms, form)
		}
	}
	add(joined)
	if len(joined) >= minTrunk && joined[0] == '0' && !strings.HasPrefix(joined, "00") {
		add(joined[1:])
	}
	abroad, prefixed := joined, plus
	for _, prefix := range []string{"011", "00"} {
		if rest, ok := strings.CutPrefix(joined, prefix); ok && !plus && len(joined) >= minTrunk {
			abroad, prefixed = rest, true
		}
	}
	if !prefixed && (len(joined) < minAbroad || joined[0] == '0') {
		return forms
	}
	national := abroad[min(countryCode(abroad), len(abroad)):]
	if !plus && len(national) < minRest {
		return forms
	}
	add(abroad)
	add(national)
	add(strings.TrimPrefix(national, "0"))
	return forms
}

// countryCode is how many digits the country code has that a number begins with (ITU-T E.164).
func countryCode(number string) int {
	switch {
	case number[0] == '1' || number[0] == '7':
		return 1
	case len(number) > 1 && strings.Contains(twoDigits, " "+number[:2]+" "):
		return 2
	}
	return 3
}

// twoDigits are the country codes of two digits. Those of one digit are 1 and 7; all others have three.
const twoDigits = " 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 " +
	"66 81 82 84 86 90 91 92 93 94 95 98 "
