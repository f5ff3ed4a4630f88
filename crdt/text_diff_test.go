package crdt_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"roomkey/crdt"
)

// spliced applies a difference as the engine does, last to first.
func spliced(a, b []rune, splices []crdt.Splice) string {
	text := append([]rune(nil), a...)
	for i := len(splices) - 1; i >= 0; i-- {
		s := splices[i]
		text = append(text[:s.Pos:s.Pos], append(append([]rune(nil), b[s.From:s.To]...), text[s.Pos+s.Del:]...)...)
	}
	return string(text)
}

// pieces are characters of one and of several code points.
var pieces = []string{"a", "b", " ", "\n", "\r\n", "é", "e\u0301", "🙃", "👩‍👩‍👧", "👩‍👩‍👦", "👍🏽", "👍",
	"🇨🇭", "🇬🇧", "각", "\u0301"}

func TestTextDiff_GivesTheTextThatIsAskedFor(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		draw := func(name string) []rune {
			return []rune(strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 60).Draw(rt, name), ""))
		}
		a, b := draw("a"), draw("b")
		if rapid.Bool().Draw(rt, "long") {
			a = append(append([]rune(nil), []rune(strings.Repeat("x", 700))...), a...)
			b = append(b, []rune(strings.Repeat("yx", 500))...)
		}
		splices := crdt.TextDiff(a, b)
		if got := spliced(a, b, splices); got != string(b) {
			rt.Fatalf("%q and %v give %q, want %q", string(a), splices, got, string(b))
		}
		end := -1
		for _, s := range splices {
			if s.Pos <= end || s.Del == 0 && s.From == s.To {
				rt.Fatalf("%v: splices touch, or do nothing", splices)
			}
			end = s.Pos + s.Del
			for _, at := range []int{s.Pos, end} {
				if crdt.WithinCharacter(a, at) {
					rt.Fatalf("%v of %q parts a character at %d", splices, string(a), at)
				}
			}
			for _, at := range []int{s.From, s.To} {
				if crdt.WithinCharacter(b, at) {
					rt.Fatalf("%v of %q parts a new character at %d", splices, string(b), at)
				}
			}
		}
	})
}

func TestTextDiff_TouchesOnlyWhatDiffers(t *testing.T) {
	for _, c := range []struct {
		name, a, b string
		want       []crdt.Splice
	}{
		{"equal", "ab", "ab", nil},
		{"inserted", "ab", "acb", []crdt.Splice{{1, 0, 1, 2}}},
		{"deleted", "acb", "ab", []crdt.Splice{{1, 1, 1, 1}}},
		{"at both ends", "xhellox", "yhelloy", []crdt.Splice{{0, 1, 0, 1}, {6, 1, 6, 7}}},
		{"an accent", "cafe", "cafe\u0301", []crdt.Splice{{3, 1, 3, 5}}},
		{"one of a family", "a👩‍👧b", "a👩‍👦b", []crdt.Splice{{1, 3, 1, 4}}},
		{"far apart in a long text", "x" + strings.Repeat("and so on ", 10_000) + "x",
			"y" + strings.Repeat("and so on ", 10_000) + "y",
			[]crdt.Splice{{0, 1, 0, 1}, {100_001, 1, 100_001, 100_002}}},
	} {
		if got := crdt.TextDiff([]rune(c.a), []rune(c.b)); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// BenchmarkTextDiff measures pairs for which the search gives up, and one whose equal runs are long.
func BenchmarkTextDiff(b *testing.B) {
	for name, pair := range map[string][2]string{
		"nothing in common": {strings.Repeat("ab", 128<<10), strings.Repeat("cd", 128<<10)},
		"one letter":        {strings.Repeat("a", 200_000) + "b", "b" + strings.Repeat("a", 200_000-300)},
		"much in common":    {strings.Repeat("ab ac ", 40_000), strings.Repeat("ac ab a", 36_000)},
	} {
		was, is := []rune(pair[0]), []rune(pair[1])
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				crdt.TextDiff(was, is)
			}
		})
	}
}
