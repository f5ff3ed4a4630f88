package tables_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"

	"roomkey/plugins/bundled/tables"
)

func known(heading string) bool {
	return slices.Contains([]string{"a", "b", "x,y,z", "Name", "Email"}, strings.TrimSpace(heading))
}

func TestRead_TakesFilesAsProgramsWriteThem(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"plain":                         {"a,b\n1,2\n", `1[a b] 2[1 2]`},
		"no last line break":            {"a,b\n1,2", `1[a b] 2[1 2]`},
		"byte order mark":               {"\ufeffa,b\n1,2\n", `1[a b] 2[1 2]`},
		"a mark and quotes":             {"\ufeff\"a\",b\n", `1[a b]`},
		"CRLF":                          {"a,b\r\n1,2\r\n", `1[a b] 2[1 2]`},
		"CR":                            {"a,b\r1,2\r", `1[a b] 2[1 2]`},
		"semicolons":                    {"a;b\n1,5;2\n", `1[a b] 2[1,5 2]`},
		"tabs":                          {"a\tb\n1\t2,3\n", `1[a b] 2[1 2,3]`},
		"tabs with empty cells":         {"a\tb\tc\n1\t\t3\n\t2\t\n", `1[a b c] 2[1  3] 3[ 2 ]`},
		"ditto marks":                   {"a\tb\tc\nx\t1\t2\n\"\t\"\t3\n", "1[a b c] 2[x 1 2] 3[\" \" 3]"},
		"a foot of several lines":       {"a,b,c\n1,2,3\n\nNew Leads\nDemo Realty\n", `1[a b c] 2[1 2 3] -4 -5`},
		"one cell a row, and no foot":   {"a,b,c\n1\n2\n", `1[a b c] 2[1] 3[2]`},
		"bars":                          {"a|b\n1|2\n", `1[a b] 2[1 2]`},
		"a hint":                        {"sep=;\r\na,b;c\r\n", `1[a,b c]`},
		"commas in the heading's quote": {"\"x,y,z\";b\n1;2\n", `1[x,y,z b] 2[1 2]`},
		"a quoted line break":           {"a,b\n\"1\r\n2\",3\n4,5", "1[a b] 2[1\n2 3] 3[4 5]"},
		"doubled quotes":                {`a,b` + "\n" + `"say ""hi""",2`, `1[a b] 2[say "hi" 2]`},
		"escaped quotes":                {`a,b` + "\n" + `"say \"hi\" to",2`, `1[a b] 2[say "hi" to 2]`},
		"a quote within":                {"a,b\n5\" pipe,2\n", `1[a b] 2[5" pipe 2]`},
		"text after a quote":            {"a,b\n\"x\"y,2\n", `1[a b] 2[xy 2]`},
		"blank rows count":              {"\n\na,b\n , \n1,2\n", `3[a b] 5[1 2]`},
		"short and long rows":           {"a,b\n1\n1,2,3\n", `1[a b] 2[1] 3[1 2 3]`},
		"an open quote":                 {"a,b\n1,\"2\n3,4\n", `1[a b] 2[1 "2]! 3[3 4]`},
		"a stray quote, and a later":    {"a,b\n\"1,2\n3,4\" x\n5,6\n", `1[a b] 2["1 2]! 3[3 4" x] 4[5 6]`},
		"one column":                    {"a\n1\n", "1[a] 2[1]"},
		"titles above":                  {"My report\n11/30/2026,,\n\na,b\n1,2\n", "4[a b] 5[1 2] -1 -2"},
		"a title with separators":       {"All, of; them\na;b\n1;2\n", "2[a b] 3[1 2] -1"},
		"a heading that comes again":    {"a,b\n1,2\na,b\n3,4\n", "1[a b] 2[1 2] 4[3 4] -3"},
		"a total":                       {"a,b\n1,2\nTotal:,2\n", "1[a b] 2[1 2] -3"},
		"a count below":                 {"a,b\n1,2\n\n2 records\n", "1[a b] 2[1 2] -4"},
		"a disclaimer": {"a,b\n1,2\nInformation is deemed reliable but not guaranteed\n", "1[a b] " +
			"2[1 2] -3"},
		"somebody called Total": {"Name,Email,c\nTotal Recall,t@example.com,x\n", "1[Name Email c] 2[Total " +
			"Recall t@example.com x]"},
		"a heading of two rows": {"My deals\n,b,,Buyer\nNo,a,Name,Name\n1,2,3,4\n",
			"3[No a b Name Buyer Name] 4[1 2 3 4] -1 -2"},
		"a section": {"a,b,Name\nHOT LEADS (2026)\n1,2,3\nPeter Sellers\n",
			"1[a b Name] 3[1 2 3]<HOT LEADS (2026)> 4[Peter Sellers]<HOT LEADS (2026)> -2"},
		"contacts of one name": {"a,b,Name\nJune\n1,2,3\nSellers\nMay\nApril House\n",
			"1[a b Name] 2[June] 3[1 2 3] 4[Sellers] 5[May] 6[April House]"},
		"a month with a year or a mark": {"a,b,Name\nJune 2027\n1,2,3\nAugust:\n4,5,6\n",
			"1[a b Name] 3[1 2 3]<June 2027> 5[4 5 6]<August> -2 -4"},
		"months that are sections": {"a,b,Name\nMay\n1,2,3\nSeptember\n4,5,6\n",
			"1[a b Name] 3[1 2 3]<May> 5[4 5 6]<September> -2 -4"},
		"a name among sections of other words": {"a,b,Name\nHOT\n1,2,3\nJune\n4,5,6\n",
			"1[a b Name] 3[1 2 3]<HOT> 4[June]<HOT> 5[4 5 6]<HOT> -2"},
		"a section that is a name elsewhere": {"a,b,Name\nBuyers\n1,2,3\nSellers\n4,5,6\n",
			"1[a b Name] 3[1 2 3]<Buyers> 5[4 5 6]<Sellers> -2 -4"},
		"nobody knows a heading": {"u,v\n1,2\n", "1[u v] 2[1 2]"},
	} {
		table := tables.Read(c.text, known)
		got := []string{shown(&table.Header)}
		for i := range table.Rows {
			got = append(got, shown(&table.Rows[i]))
		}
		for _, left := range table.Left {
			got = append(got, fmt.Sprint(-left.Number))
		}
		if all := strings.Join(got, " "); all != c.want {
			t.Errorf("%s: %q, not %q", name, all, c.want)
		}
	}
	if tables.Read("", known) != nil || tables.Read(" \n,,\n", known) != nil {
		t.Error("a blank file has a table")
	}
}

func shown(r *tables.Row) string {
	text := strings.Replace(fmt.Sprint(r.Number, r.Cells), " ", "", 1)
	if r.Open {
		text += "!"
	}
	if r.Below != "" {
		text += "<" + r.Below + ">"
	}
	return text
}

func TestText_RecognisesEncodings(t *testing.T) {
	const names = "First,Last\r\nRenée,Núñez\r\nJOSÉ,MUÑOZ\r\nZoë,O’Malley – Weiß\r\nÅsa,Ødegård\r\n"
	wide := func(text string, mark bool, big bool) (file []byte) {
		units := utf16.Encode([]rune(text))
		if mark {
			units = append([]uint16{0xfeff}, units...)
		}
		for _, u := range units {
			if big {
				file = append(file, byte(u>>8), byte(u))
			} else {
				file = append(file, byte(u), byte(u>>8))
			}
		}
		return file
	}
	in := func(from *charmap.Charmap, text string) []byte {
		file, err := from.NewEncoder().Bytes([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return file
	}
	for name, c := range map[string]struct {
		file           []byte
		encoding, text string
	}{
		"UTF-8":                       {[]byte(names), tables.UTF8, names},
		"UTF-8 with a mark":           {[]byte("\ufeff" + names), tables.UTF8, names},
		"UTF-16 with a mark":          {wide(names, true, false), tables.UTF16LE, names},
		"UTF-16, big":                 {wide(names, true, true), tables.UTF16BE, names},
		"UTF-16 without a mark":       {wide(names, false, false), tables.UTF16LE, names},
		"UTF-16, big, without":        {wide(names, false, true), tables.UTF16BE, names},
		"Windows-1252":                {in(charmap.Windows1252, names), tables.Windows1252, names},
		"Mac Roman":                   {in(charmap.Macintosh, names), tables.MacRoman, names},
		"one letter in Windows-1252":  {in(charmap.Windows1252, "a,b\nRené,1\n"), tables.Windows1252, "a,b\nRené,1\n"},
		"one letter in Mac Roman":     {in(charmap.Macintosh, "a,b\nRené,1\n"), tables.MacRoman, "a,b\nRené,1\n"},
		"capitals in Windows-1252":    {in(charmap.Windows1252, "NÚÑEZ"), tables.Windows1252, "NÚÑEZ"},
		"capitals in Mac Roman":       {in(charmap.Macintosh, "NÚÑEZ"), tables.MacRoman, "NÚÑEZ"},
		"an apostrophe, Windows-1252": {in(charmap.Windows1252, "O’Brien"), tables.Windows1252, "O’Brien"},
		"an apostrophe in Mac Roman":  {in(charmap.Macintosh, "O’Brien"), tables.MacRoman, "O’Brien"},
		"a dash in Windows-1252":      {in(charmap.Windows1252, "call – later"), tables.Windows1252, "call – later"},
		"a dash in Mac Roman":         {in(charmap.Macintosh, "call – later"), tables.MacRoman, "call – later"},
		"UTF-8 with one other byte":   {[]byte("Renée Núñez\nJos\xe9"), tables.UTF8, "Renée Núñez\nJosé"},
		"Chinese in UTF-8":            {[]byte("李小龙,1"), tables.UTF8, "李小龙,1"},
		"Chinese in UTF-16": {wide("name,phone\r\n李小龙,1\r\n", true, false), tables.UTF16LE, "name," +
			"phone\r\n李小龙,1\r\n"},
		"nothing":                      {nil, tables.UTF8, ""},
		"ASCII":                        {[]byte("a,b\n"), tables.UTF8, "a,b\n"},
		"one byte":                     {[]byte{0xff}, tables.Windows1252, "ÿ"},
		"a mark of UTF-16 and no text": {[]byte{0xff, 0xfe}, tables.UTF16LE, ""},
	} {
		if text, encoding := tables.Text(c.file); text != c.text || encoding != c.encoding {
			t.Errorf("%s: %q in %s, not %q in %s", name, text, encoding, c.text, c.encoding)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, text := range []string{"a,b\r\n1,\"2\"\"\n3\"", "sep=;\n\"", "\ufeff\"a\"x;\r\r\n", ",,,\n\"\n",
		"\xff\xfea\x00"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		text, _ := tables.Text(file)
		table := tables.Read(text, known)
		if table == nil {
			return
		}
		last, bytes := 0, table.Header.Bytes()
		for _, r := range table.Rows {
			if r.Number <= last {
				t.Fatalf("row %d comes after %d", r.Number, last)
			}
			last = r.Number
			bytes += r.Bytes()
		}
		if bytes > len(text)+tables.MaxGroup*len(table.Header.Cells) {
			t.Fatalf("%d bytes became %d", len(text), bytes)
		}
	})
}
