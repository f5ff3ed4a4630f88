package search

import "strings"

// minJoined is how many digits groups have together, at least, to be joined as one number.
const minJoined = 5

// read cuts a text into runs. It leaves out what is written with numbers and says nothing: the commas of 1,234,567, the
// cents of an amount and the ending of 21st. A text that is being typed may end within such a number.
func read(text string, typing bool) []run {
	runs := cut(Fold(text))
	kept := runs[:0]
	for i := 0; i < len(runs); {
		r, next := runs[i], i+1
		if r.kind == digits {
			r, next = number(runs, i, typing)
			if next < len(runs) && isOrdinal(&runs[next]) {
				next++
			}
			if next > i+1 && next < len(runs) {
				runs[next].gap = "," + runs[next].gap // what was left out joins nothing
			}
		}
		kept = append(kept, r)
		i = next
	}
	return kept
}

// number takes the number that begins at runs[i], and tells where the next run is.
func number(runs []run, i int, typing bool) (r run, next int) {
	r, next = runs[i], i+1
	is := func(gap string, size int) bool {
		if next == len(runs) || runs[next].kind != digits || runs[next].gap != gap {
			return false
		}
		n := len(runs[next].text)
		return n == size || typing && next == len(runs)-1 && n < size
	}
	amount := strings.HasSuffix(strings.TrimRight(r.gap, " "), "$")
	if len(r.text) <= 3 {
		for ; is(",", 3); next++ {
			r.text += runs[next].text
			amount = true
		}
	}
	if amount && is(".", 2) {
		next++
	}
	return r, next
}

// isOrdinal reports whether a run after digits is the ending of an ordinal number.
func isOrdinal(r *run) bool {
	return r.kind == letters && r.gap == "" && (r.text == "st" || r.text == "nd" || r.text == "rd" || r.text == "th")
}

// group returns where the groups of digits end that begin at runs[i] and may belong to one number, and their digits.
func group(runs []run, i int) (end int, joined string) {
	joined = runs[i].text
	for end = i + 1; end < len(runs) && runs[end].kind == digits && joins(runs[end].gap); end++ {
		joined += runs[end].text
	}
	return end, joined
}

// joins reports whether two groups of digits with this between them may be one number.
func joins(gap string) bool {
	return len(gap) >= 1 && len(gap) <= 3 && strings.Trim(gap, " ().-/+") == ""
}

// isAmerican reports whether a number has the form of a phone number of North America without its country code.
func isAmerican(joined string) bool { return len(joined) == 10 && joined[0] >= '2' }
