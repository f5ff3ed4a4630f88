package main

import (
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The sizes in docs/operations.md, by which operators choose machines, are those of RESULTS.md, rounded: none is more
// than a quarter off.
func TestSizes_AreThoseOfTheResults(t *testing.T) {
	read := func(file string) string {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	results := read("RESULTS.md")
	_, page, _ := strings.Cut(read("../docs/operations.md"), "\n## Sizes\n")
	page, _, _ = strings.Cut(page, "\n## ")
	rows := regexp.MustCompile(`(?m)^\| (.+?) \| (.+) \|$`).FindAllStringSubmatch(page, -1)
	for _, row := range rows[2:] { // below the heading
		patterns, known := shownSizes[row[1]]
		if !known {
			t.Errorf("it is not known which result %q is", row[1])
			continue
		}
		said := numbersIn(row[2])
		for i, pattern := range patterns {
			measured := measuredBy(t, results, pattern)
			if i >= len(said) || len(measured) == 0 {
				t.Errorf("%s: the page says %q, and %s finds %v", row[1], row[2], pattern, measured)
				continue
			}
			if is := measured[min(i, len(measured)-1)]; math.Abs(said[i]-is) > is/4 {
				t.Errorf("%s: the page says %v, and %v was measured", row[1], said[i], is)
			}
		}
		if len(said) != len(patterns) {
			t.Errorf("%s: the page has %v", row[1], said)
		}
	}
	if len(rows)-2 != len(shownSizes) {
		t.Errorf("the page has %d sizes, not %d", len(rows)-2, len(shownSizes))
	}
}

// shownSizes are the rows of the page, and for each number in it where it stands in RESULTS.md. Where one pattern finds
// several numbers, the first row's number is the least of them, and the second's the next.
var shownSizes = map[string][]string{
	"100,000 records, ready": {`When ready: (\d+) MB`},
	"100,000 records, 100 people at work": {`memory, 100000 records and 100 sockets \| (\d+) MB`,
		`with its engine children +\| (\d+) MB`, `At its highest, [^:]*: (\d+) MB`},
	"each thousand idle sockets more": {`idle socket, of 10000 +\| ([\d.]+) KB`, `idle socket, of 5000 +\| ([\d.]+) KB`},
	"each thousand records":           {diskPattern, diskPattern},
	"an edit that 100 people watch":   {`server CPU of one edit, 100 watchers +\| ([\d.]+) ms`},
	"durable edits of ten people at once": {`(?:durable edits over 8 fields, 10 writers on 10 records|… of one field|` +
		`… over 5 fields that search does not read) +\| (\d+)/s`},
}

const diskPattern = `Data of 100000 records made in [\d.]+ s without a server, (\d+) MB on disk`

// measuredBy are the numbers that a pattern finds, the least first, of a thousand records where it is about a hundred
// thousand on disk.
func measuredBy(t *testing.T, results, pattern string) (found []float64) {
	t.Helper()
	for _, match := range regexp.MustCompile(pattern).FindAllStringSubmatch(results, -1) {
		n, err := strconv.ParseFloat(match[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		if pattern == diskPattern {
			n /= 100
		}
		found = append(found, n)
	}
	slices.Sort(found)
	return found
}

func numbersIn(text string) (found []float64) {
	for _, digits := range regexp.MustCompile(`\d[\d,.]*`).FindAllString(text, -1) {
		if n, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimRight(digits, ",."), ",", ""), 64); err == nil {
			found = append(found, n)
		}
	}
	return found
}
