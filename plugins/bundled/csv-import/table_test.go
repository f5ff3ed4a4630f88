package main

import (
	"fmt"
	"strings"
	"testing"
)

func TestReadTable_TakesFilesAsProgramsWriteThem(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"plain":                         {"a,b\n1,2\n", `1[a b] 2[1 2]`},
		"no last line break":            {"a,b\n1,2", `1[a b] 2[1 2]`},
		"byte order mark":               {"\ufeffa,b\n1,2\n", `1[a b] 2[1 2]`},
		"a mark and quotes":             {"\ufeff\"a\",b\n", `1[a b]`},
		"CRLF":                          {"a,b\r\n1,2\r\n", `1[a b] 2[1 2]`},
		"CR":                            {"a,b\r1,2\r", `1[a b] 2[1 2]`},
		"semicolons":                    {"a;b\n1,5;2\n", `1[a b] 2[1,5 2]`},
		"tabs":                          {"a\tb\n1\t2,3\n", `1[a b] 2[1 2,3]`},
		"a hint":                        {"sep=;\r\na,b;c\r\n", `1[a,b c]`},
		"commas in the heading's quote": {"\"x,y,z\";b\n1;2\n", `1[x,y,z b] 2[1 2]`},
		"a quoted line break":           {"a,b\n\"1\r\n2\",3\n4,5", "1[a b] 2[1\n2 3] 3[4 5]"},
		"doubled quotes":                {`a,b` + "\n" + `"say ""hi""",2`, `1[a b] 2[say "hi" 2]`},
		"a quote within":                {"a,b\n5\" pipe,2\n", `1[a b] 2[5" pipe 2]`},
		"text after a quote":            {"a,b\n\"x\"y,2\n", `1[a b] 2[xy 2]`},
		"blank rows count":              {"\n\na,b\n , \n1,2\n", `3[a b] 5[1 2]`},
		"short and long rows":           {"a,b\n1\n1,2,3\n", `1[a b] 2[1] 3[1 2 3]`},
		"an open quote":                 {"a,b\n1,\"2\n3,4\n", "1[a b] 2[1 2\n3,4\n]!"},
		"nothing":                       {"", ""},
		"one column":                    {"a\n1\n", "1[a] 2[1]"},
	} {
		var got []string
		for _, r := range readTable(c.text) {
			text := fmt.Sprint(r.number, r.cells)
			if r.open {
				text += "!"
			}
			got = append(got, strings.Replace(text, " ", "", 1))
		}
		if all := strings.Join(got, " "); all != c.want {
			t.Errorf("%s: %q, not %q", name, all, c.want)
		}
	}
}

func FuzzReadTable(f *testing.F) {
	for _, text := range []string{"a,b\r\n1,\"2\"\"\n3\"", "sep=;\n\"", "\ufeff\"a\"x;\r\r\n", ",,,\n\"\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		last, bytes := 0, 0
		for _, r := range readTable(text) {
			if r.number <= last {
				t.Fatalf("row %d comes after %d", r.number, last)
			}
			last = r.number
			for _, cell := range r.cells {
				bytes += len(cell)
			}
		}
		if bytes > len(text) {
			t.Fatalf("%d bytes became %d", len(text), bytes)
		}
	})
}
