package identity

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"roomkey/crm/search"
	"roomkey/plugins/bundled/words"
)

// name is a name in a form for comparison.
type name struct {
	first, last []string // words, folded
	generation  string   // "jr"
	couple      bool     // two people
}

// Compatible reports whether two names may be one person's: in another order, with initials, nicknames or without some
// part, in other letters of one script. A father is not his son: they are told apart by what follows the name.
func Compatible(a, b *Person) bool {
	x, y := nameOf(a), nameOf(b)
	switch {
	case len(x.first)+len(x.last) == 0 || len(y.first)+len(y.last) == 0:
		return false
	case x.generation != y.generation || x.couple != y.couple:
		return false
	case len(x.first)+len(y.last) == 0 || len(x.last)+len(y.first) == 0: // nothing to compare
		return false
	case sameFirst(x.first, y.first) && sameLast(x.last, y.last):
		return true
	case len(x.last) == 0 || len(y.last) == 0: // one word may be the family name
		return joined(x.first) == joined(y.last) || joined(y.first) == joined(x.last)
	}
	return len(x.first) > 0 && len(x.last) > 0 && joined(x.first) == joined(y.last) && joined(x.last) == joined(y.first)
}

// nameOf reads a name. A whole name in one field is split.
func nameOf(p *Person) name {
	first, last := strings.TrimSpace(p.First), strings.TrimSpace(p.Last)
	if last == "" {
		first, last = words.Name(first)
	} else if first == "" && strings.ContainsAny(last, " ,") {
		first, last = words.Name(last)
	}
	var n name
	n.first, n.last = n.wordsOf(first), n.wordsOf(last)
	return n
}

func (n *name) wordsOf(text string) (list []string) {
	if strings.ContainsAny(text, "&+/") || strings.Contains(strings.ToLower(text), " and ") {
		n.couple = true
	}
	for _, word := range strings.FieldsFunc(search.Fold(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) && r != '\''
	}) {
		word = strings.ReplaceAll(word, "'", "")
		switch {
		case word == "mr" || word == "mrs" || word == "ms" || word == "dr" || word == "prof" || word == "and":
		case word == "sr" || word == "jr" || word == "ii" || word == "iii" || word == "iv" || word == "senior" ||
			word == "junior":
			n.generation = word[:2]
			if word == "senior" || word == "junior" {
				n.generation = word[:1] + "r"
			}
			if word == "iii" {
				n.generation = word
			}
		case word != "":
			list = append(list, word)
		}
	}
	return list
}

func joined(list []string) string { return strings.Join(list, "") }

// sameFirst compares first names word by word: "ana maria" is "ana" and "a m", and not "ana luisa".
func sameFirst(a, b []string) bool {
	if joined(a) == joined(b) {
		return true
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	for i := range a {
		if !sameGiven(a[i], b[i]) {
			return len(a) == 1 && slices.Contains(b[1:], a[0]) && utf8.RuneCountInString(a[0]) > 1 // goes by the second
		}
	}
	return true
}

func sameGiven(a, b string) bool {
	return a == b || initial(a, b) || initial(b, a) || nickname(a, b)
}

func initial(a, b string) bool {
	return utf8.RuneCountInString(a) == 1 && strings.HasPrefix(b, a)
}

// sameLast compares family names: one may lack a part of the other.
func sameLast(a, b []string) bool {
	if len(a) == 0 || len(b) == 0 || joined(a) == joined(b) {
		return true
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 1 && initial(a[0], b[0]) {
		return true
	}
	for _, word := range a {
		if !slices.Contains(b, word) {
			return false
		}
	}
	return true
}

//go:embed nicknames.json
var nicknamesJSON []byte

// nicknames are short forms that are not beginnings of a name, in groups of one name. The app has the same.
var nicknames = sync.OnceValue(func() (groups [][]string) {
	var list []string
	if err := json.Unmarshal(nicknamesJSON, &list); err != nil {
		panic(err)
	}
	for _, group := range list {
		groups = append(groups, strings.Fields(group))
	}
	return groups
})

// nickname reports whether two first names, folded, are forms of one name.
func nickname(a, b string) bool {
	return slices.ContainsFunc(nicknames(), func(forms []string) bool {
		return slices.Contains(forms, a) && slices.Contains(forms, b)
	})
}
