package store

import (
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"

	"roomkey/crm"
	"roomkey/internal/rawjson"
)

// maxWords bounds the searchable text of one record, in bytes.
const maxWords = 64 << 10

// searchWords returns the searchable text of a record and its checksum: the words of its strings and texts, also those
// within lists and maps. It leaves out private fields, ids, dates and enums; filters find the latter three. The sum is
// 0 only if there are no words.
func searchWords(r *crm.Record) (words string, sum int64) {
	t := crm.TypeNamed(r.Type)
	if t == nil {
		return "", 0
	}
	var text strings.Builder
	for i := range t.Fields {
		if f := &t.Fields[i]; !f.Private {
			if raw := r.Fields[f.Name]; len(raw) > 0 {
				addWords(&text, f, raw)
			}
		}
	}
	words = text.String()
	if words == "" {
		return "", 0
	}
	return words, checksum([]byte(words)) + 1
}

func addWords(text *strings.Builder, f *crm.Field, raw json.RawMessage) {
	if text.Len() >= maxWords {
		return
	}
	switch f.Kind {
	case crm.KindString, crm.KindText:
		if f.Name == "id" {
			return
		}
		if len(raw) < 2 || raw[0] != '"' {
			return
		}
		body := string(raw[1 : len(raw)-1])
		if strings.IndexByte(body, '\\') >= 0 && json.Unmarshal(raw, &body) != nil {
			return
		}
		foldWords(text, body)
	case crm.KindList:
		rawjson.List(raw, func(item []byte) (more bool) {
			addWords(text, f.Item, item)
			return text.Len() < maxWords
		})
	case crm.KindMap:
		// A value that is not a map has no words; the schema is checked elsewhere.
		_ = rawjson.Object(raw, func(name, value []byte) {
			if child := f.Child(string(name)); child != nil && len(value) > 0 {
				addWords(text, child, value)
			}
		})
	}
}

// foldWords appends the words of a text, in lower case, each followed by a space. A word is a run of letters and
// digits. Combining marks are left out, so that a decomposed é becomes an e, as the full-text index treats the composed
// one.
func foldWords(text *strings.Builder, s string) {
	within := false
	for _, r := range s {
		if text.Len() >= maxWords {
			break
		}
		if r < utf8.RuneSelf {
			if c := foldedASCII[r]; c != 0 {
				text.WriteByte(c)
				within = true
			} else if within {
				text.WriteByte(' ')
				within = false
			}
			continue
		}
		switch {
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			text.WriteRune(unicode.ToLower(r))
			within = true
		case unicode.Is(unicode.Mn, r):
		case within:
			text.WriteByte(' ')
			within = false
		}
	}
	if within {
		text.WriteByte(' ')
	}
}

// foldedASCII gives the lower case of ASCII letters and digits; 0 for what is part of no word.
var foldedASCII = func() (folded [utf8.RuneSelf]byte) {
	for c := range folded {
		if r := rune(c); unicode.IsLetter(r) || unicode.IsNumber(r) {
			folded[c] = lower(byte(c))
		}
	}
	return folded
}()
