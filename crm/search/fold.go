package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold returns a text as it is compared: without case, accents and other differences that people do not type. It does
// to every text what the app does, so it goes by code points and uses no rule of a language.
func Fold(text string) string {
	if isASCII(text) {
		return foldASCII(text)
	}
	// Apostrophes come first: one of them decomposes to a space and a mark.
	text = norm.NFKD.String(strings.Map(plainApostrophe, text))
	var folded strings.Builder
	folded.Grow(len(text))
	for _, r := range text {
		if r < utf8.RuneSelf {
			folded.WriteByte(foldedASCII[r])
			continue
		}
		if within(tables.Strip, r) {
			continue
		}
		r = plainDigit(hiragana(unicode.ToLower(r)))
		if form, ok := letterForms[r]; ok {
			folded.WriteString(form)
		} else {
			folded.WriteRune(r)
		}
	}
	return norm.NFC.String(folded.String())
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func foldASCII(text string) string {
	for i := range len(text) {
		if foldedASCII[text[i]] != text[i] {
			folded := []byte(text)
			for ; i < len(folded); i++ {
				folded[i] = foldedASCII[folded[i]]
			}
			return string(folded)
		}
	}
	return text
}

// foldedASCII is what Fold makes of an ASCII character.
var foldedASCII = func() (folded [utf8.RuneSelf]byte) {
	for c := range folded {
		folded[c] = byte(plainApostrophe(unicode.ToLower(rune(c))))
	}
	return folded
}()

func plainApostrophe(r rune) rune {
	if apostrophes[r] {
		return '\''
	}
	return r
}

// hiragana gives a katakana sign as hiragana. The two blocks have the same order.
func hiragana(r rune) rune {
	if r >= 'ァ' && r <= 'ヶ' || r == 'ヽ' || r == 'ヾ' {
		return r - 'ァ' + 'ぁ'
	}
	return r
}

func plainDigit(r rune) rune {
	for _, zero := range tables.Zeros {
		if r >= zero && r <= zero+9 {
			return r - zero + '0'
		}
	}
	return r
}
