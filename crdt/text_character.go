package crdt

import "unicode"

// WithinCharacter reports whether position at of a text lies within what a person sees as one character, so that a
// change should not part the text there. It knows the cases of UAX #29 that people write: accents and other marks,
// joined emoji and their modifiers, flags, Hangul syllables of several letters, and "\r\n". It takes a row of flags as
// one.
func WithinCharacter(text []rune, at int) bool {
	if at <= 0 || at >= len(text) {
		return false
	}
	left, right := text[at-1], text[at]
	if left < 0x300 && right < 0x300 {
		return left == '\r' && right == '\n'
	}
	switch {
	case left == joiner, right == joiner, unicode.Is(unicode.M, right):
		return true
	case right >= 0x1F3FB && right <= 0x1F3FF: // the color of a skin
		return true
	case right >= 0xE0020 && right <= 0xE007F: // a tag, as in the flag of Wales
		return true
	case flagLetter(left) && flagLetter(right):
		return true
	}
	return left >= 0x1100 && left <= 0x11FF && right >= 0x1160 && right <= 0x11FF
}

// joiner is the zero width joiner.
const joiner = 0x200D

func flagLetter(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }
