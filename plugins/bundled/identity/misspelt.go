package identity

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Key returns a name for comparison: its words, folded, in one order, and what tells a son from his father. Names with
// one key are the same name. It is "" without a name.
func Key(p *Person) string {
	n := nameOf(p)
	list := slices.Concat(n.first, n.last)
	if len(list) == 0 {
		return ""
	}
	slices.Sort(list)
	if n.generation != "" {
		list = append(list, n.generation)
	}
	return strings.Join(list, " ")
}

// Misspelt reports whether two names are the same but for one slip in the family name. A slip in the first name tells
// nothing: twins are called Maria and Mario.
func Misspelt(a, b *Person) bool {
	x, y := nameOf(a), nameOf(b)
	first, last, other := joined(x.first), joined(x.last), joined(y.last)
	return x.generation == y.generation && x.couple == y.couple && utf8.RuneCountInString(first) > 1 &&
		first == joined(y.first) && slip([]rune(last), []rune(other))
}

// slip reports whether one letter of at least four is wrong, extra or missing, or two have changed places.
func slip(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) < 4 || len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return slices.Equal(a[i:], b[i+1:])
	}
	if i == len(a) || slices.Equal(a[i+1:], b[i+1:]) {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && slices.Equal(a[i+2:], b[i+2:])
}
