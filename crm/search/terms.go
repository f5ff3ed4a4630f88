package search

import (
	"slices"
	"unicode/utf8"
)

// Terms are what a record is found by, in five classes. Each is sorted, by bytes, and has no duplicates.
type Terms struct {
	Title   []string `json:"title,omitempty"`   // of the fields that name the record
	Near    []string `json:"near,omitempty"`    // of other short texts: tags, e-mail addresses, phones, values within lists and maps
	Prose   []string `json:"prose,omitempty"`   // of long texts and notes
	Numbers []string `json:"numbers,omitempty"` // of five digits or more, of long texts and notes
	Money   []string `json:"money,omitempty"`   // whole dollars
}

// IsEmpty reports whether nothing finds the record.
func (t *Terms) IsEmpty() bool {
	return len(t.Title)+len(t.Near)+len(t.Prose)+len(t.Numbers)+len(t.Money) == 0
}

// builder collects the terms of a record.
type builder struct {
	terms   Terms
	short   int // code points that title and near may still be made of
	prose   int // and prose
	field   int // and what the present field gives
	numbers int // long numbers that prose may still give
}

// Bounds of what is read of a record, in code points: whoever edits a record waits for it, and the index writes it. Of
// short texts and of long numbers, the index holds each part, which takes it many times as long.
const (
	maxShort   = 16 << 10
	maxProse   = 128 << 10
	maxField   = 64 << 10
	maxNumbers = 500
)

func newBuilder() *builder {
	return &builder{short: maxShort, prose: maxProse, field: maxField, numbers: maxNumbers}
}

// left is how many code points texts of a class may still have in the present field.
func (b *builder) left(of class) int {
	if of == prose {
		return min(b.prose, b.field)
	}
	return min(b.short, b.field)
}

// text adds the terms of a text to those of a class.
func (b *builder) text(of *[]string, text string) {
	if of == &b.terms.Prose {
		text = b.take(prose, text)
	} else {
		text = b.take(near, text)
	}
	if text == "" {
		return
	}
	runs := read(text, false)
	for i := range runs {
		switch r := &runs[i]; r.kind {
		case letters:
			b.word(of, r.text)
		case digits:
			b.number(of, r.text)
		case signs:
			*of = appendSigns(*of, r.text)
		}
	}
	for i := 0; i < len(runs); i++ {
		if runs[i].kind != digits {
			continue
		}
		end, joined := group(runs, i)
		if end > i+1 && len(joined) >= minJoined {
			b.number(of, joined)
		}
		i = end - 1
	}
	if of != &b.terms.Prose {
		*of = appendAcross(*of, runs)
	}
}

// take returns what of a text is within the bounds.
func (b *builder) take(of class, text string) string {
	n, most := utf8.RuneCountInString(text), b.left(of)
	if n > most {
		n = most
		rest := text
		for range most {
			_, size := utf8.DecodeRuneInString(rest)
			rest = rest[size:]
		}
		text = text[:len(text)-len(rest)]
	}
	b.field -= n
	if of == prose {
		b.prose -= n
	} else {
		b.short -= n
	}
	return text
}

// word adds a word with its other forms.
func (b *builder) word(of *[]string, word string) {
	if forms := wordForms[word]; forms != nil {
		*of = append(*of, forms...)
	} else {
		*of = append(*of, clip(word))
	}
}

// number adds a number. One that may be a phone number is found by its country code too.
func (b *builder) number(of *[]string, number string) {
	if of == &b.terms.Prose && len(number) >= minJoined {
		if b.numbers == 0 {
			return
		}
		of = &b.terms.Numbers
		b.numbers--
	}
	*of = append(*of, clip(number))
	if isAmerican(number) {
		*of = append(*of, "1"+number)
	}
}

// appendSigns appends each pair of signs of a run, and its last sign: a pair is found by its first sign, too.
func appendSigns(terms []string, text string) []string {
	for {
		_, first := utf8.DecodeRuneInString(text)
		if first == len(text) {
			return append(terms, text)
		}
		_, second := utf8.DecodeRuneInString(text[first:])
		terms = append(terms, text[:first+second])
		text = text[first:]
	}
}

// appendAcross appends the pairs across the two or three parts of a name in signs, which people write without a space
// and in either order.
func appendAcross(terms []string, runs []run) []string {
	if len(runs) < 2 || len(runs) > 3 {
		return terms
	}
	for i := range runs {
		if runs[i].kind != signs {
			return terms
		}
	}
	for i := range runs {
		for j := range runs {
			if i != j {
				_, last := utf8.DecodeLastRuneInString(runs[i].text)
				_, first := utf8.DecodeRuneInString(runs[j].text)
				terms = append(terms, runs[i].text[len(runs[i].text)-last:]+runs[j].text[:first])
			}
		}
	}
	return terms
}

// done sorts the terms and removes duplicates.
func (b *builder) done() Terms {
	t := &b.terms
	for _, of := range []*[]string{&t.Title, &t.Near, &t.Prose, &t.Numbers, &t.Money} {
		slices.Sort(*of)
		*of = slices.Compact(*of)
	}
	return *t
}
