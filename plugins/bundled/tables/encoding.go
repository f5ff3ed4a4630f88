package tables

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	utf16 "golang.org/x/text/encoding/unicode"
)

// Names of encodings, as people know them.
const (
	UTF8        = "UTF-8"
	UTF16LE     = "UTF-16 (little-endian)"
	UTF16BE     = "UTF-16 (big-endian)"
	Windows1252 = "Windows-1252"
	MacRoman    = "Mac Roman"
)

const mark = "\ufeff"

// Text returns a file as text without a byte order mark, and the name of the encoding that it was in. Every file is
// text in some encoding: bytes that are not UTF-8 are taken for the one of two encodings in which they read better.
func Text(file []byte) (text, name string) {
	switch {
	case strings.HasPrefix(string(file), mark):
		file = file[len(mark):]
	case len(file) >= 2 && file[0] == 0xff && file[1] == 0xfe:
		return decoded(utf16.UTF16(utf16.LittleEndian, utf16.UseBOM), file), UTF16LE
	case len(file) >= 2 && file[0] == 0xfe && file[1] == 0xff:
		return decoded(utf16.UTF16(utf16.BigEndian, utf16.UseBOM), file), UTF16BE
	}
	if order, name := wide(file); name != "" {
		return decoded(utf16.UTF16(order, utf16.IgnoreBOM), file), name
	}
	if utf8.Valid(file) {
		return string(file), UTF8
	}
	if mostlyUTF8(file) {
		return mended(file), UTF8
	}
	windows, mac := decoded(charmap.Windows1252, file), decoded(charmap.Macintosh, file)
	if likeness(mac) > likeness(windows) {
		return mac, MacRoman
	}
	return windows, Windows1252
}

func decoded(from encoding.Encoding, file []byte) string {
	text, err := from.NewDecoder().Bytes(file)
	if err != nil { // these decoders write U+FFFD instead
		return strings.ToValidUTF8(string(file), "\ufffd")
	}
	return strings.TrimPrefix(string(text), mark)
}

// wide finds out whether a file without a mark is UTF-16: of ASCII, every other byte is zero.
func wide(file []byte) (order utf16.Endianness, name string) {
	sample := file[:min(len(file), 4096)&^1]
	var zeros [2]int
	for i, b := range sample {
		if b == 0 {
			zeros[i&1]++
		}
	}
	switch half := len(sample) / 2; {
	case half == 0 || len(file)%2 != 0:
	case zeros[1]*10 > half*4 && zeros[0]*20 < half:
		return utf16.LittleEndian, UTF16LE
	case zeros[0]*10 > half*4 && zeros[1]*20 < half:
		return utf16.BigEndian, UTF16BE
	}
	return utf16.LittleEndian, ""
}

// mostlyUTF8 reports whether a file has more letters in UTF-8 beyond ASCII than bytes that are not UTF-8: two files
// were
// put together, or one was cut.
func mostlyUTF8(file []byte) bool {
	good, bad := 0, 0
	for len(file) > 0 {
		r, size := utf8.DecodeRune(file)
		switch {
		case r == utf8.RuneError && size == 1:
			bad++
		case size > 1:
			good++
		}
		file = file[size:]
	}
	return good > bad
}

// mended reads as Windows-1252 the bytes that are not UTF-8.
func mended(file []byte) string {
	var text strings.Builder
	for len(file) > 0 {
		r, size := utf8.DecodeRune(file)
		if r == utf8.RuneError && size == 1 {
			r = charmap.Windows1252.DecodeByte(file[0])
		}
		text.WriteRune(r)
		file = file[size:]
	}
	return text.String()
}

// likeness says how much a text reads like Western names and prose. What counts are the characters beyond ASCII and
// what stands beside them: letters of words, in the case of their neighbours; quotes and dashes; hardly ever symbols.
func likeness(text string) (score int) {
	before, at := ' ', ' '
	for _, after := range text + " " {
		if at >= utf8.RuneSelf {
			score += plausible(before, at, after)
		}
		before, at = at, after
	}
	return score
}

// plausible judges one character by its neighbours.
func plausible(before, r, after rune) int {
	alone := !unicode.IsLetter(before) && !unicode.IsLetter(after)
	switch {
	case r == '’' && unicode.IsLetter(before) && unicode.IsLetter(after):
		return 4
	case strings.ContainsRune("’‘“”–—…•·°½¼¾²®™©§", r):
		return 2
	case strings.ContainsRune("áéíóúñüöäßçãõâêôèàëïîåæøìòûùÿýšžœ", r):
		if alone || unicode.IsUpper(before) && unicode.IsUpper(after) {
			return -2
		}
		return 3
	case strings.ContainsRune("ÁÉÍÓÚÑÜÖÄÇÃÕÂÊÔÈÀËÏÎÅÆØÌÒÛÙÝŠŽŒŸ", r):
		if alone || unicode.IsLower(before) {
			return -3 // "RenÈe"
		}
		return 2
	case r == '\u00a0' || r == '€' || r == '£':
		return 0
	}
	return -2
}
