package tables

import (
	"regexp"
	"strings"
)

// MaxGroup is how many bytes longer a column's name becomes by that of its group, at most.
const MaxGroup = 61

// nameGroups completes a heading of two rows: the upper one names groups of columns ("Buyer", "Seller"), whose cells
// are merged, and the lower one the columns in each ("Name", "Phone"). A name that stands in several groups, or that
// only the group makes known, gets the group before it.
func nameGroups(above *Row, header *Row, known func(string) bool) {
	if known == nil || above.filled() < 2 {
		return
	}
	count := map[string]int{}
	for _, cell := range header.Cells {
		count[strings.ToLower(strings.TrimSpace(cell))]++
	}
	group, named := "", append([]string{}, header.Cells...)
	for at, cell := range header.Cells {
		if text := strings.TrimSpace(above.Cell(at)); text != "" && len(text) < MaxGroup {
			group = text
		}
		cell = strings.TrimSpace(cell)
		if full := group + " " + cell; cell != "" && group != "" &&
			(count[strings.ToLower(cell)] > 1 || !known(cell) && known(full)) {
			named[at] = full
		}
	}
	header.Cells = named
}

// sectionForm is a line between rows that says what those below it are: "HOT", "Past clients (2019)", "--- Anna ---",
// "Q1 2027:". All its words are such.
var sectionForm = regexp.MustCompile(`(?i)^(?:[-=*#~_ ]{2,}.*[-=*#~_ ]{2,}|[^@]{1,40}:|` + sectionWord +
	`(?:[\s&/,+-]+(?:and |the |of |my )?` + sectionWord + `)*(?:\s*\([^@]*\))?)$`)

const sectionWord = `(?:hot|warm|cold|buyers?|sellers?|leads?|clients?|contacts?|active|pending|closed|sold|past|` +
	`new|old|archived?|nurture|prospects?|vendors?|sphere|tenants?|renters?|landlords?|investors?|listings?|escrows?|` +
	`follow[- ]?ups?|priority|high|low|group|list|section|category|others?|current|future|referrals?|open houses?|` +
	`open|house|lost|dead|january|february|march|april|may|june|july|august|september|october|november|december|` +
	`q[1-4]|20\d\d)`

// Some of these words are also names of people: a contact may be just "June", or "April House".
var (
	monthName   = regexp.MustCompile(`(?i)^(?:january|march|april|may|june|july|august)$`)
	sectionName = regexp.MustCompile(`(?i)^(?:` + nameWord + `)(?: (?:` + nameWord + `))*$`)
	monthOnly   = regexp.MustCompile(`(?i)^(?:january|february|march|april|may|june|july|august|september|october|` +
		`november|december)$`)
)

const nameWord = `january|march|april|may|june|july|august|sellers?|house|low|high|new|old|group`

// maxSection is how many characters the heading of a section has at most.
const maxSection = 40

// sections knows which rows of a table are headings of sections. A text that may be a name is one only in a table that
// has others that can't be: those of months, and those of other words.
type sections struct {
	header        *Row
	months, words bool
}

func sectionsOf(header *Row, rows []Row) *sections {
	s := &sections{header: header}
	for i := range rows {
		switch text := s.text(&rows[i]); {
		case text == "" || sectionName.MatchString(text):
		case monthOnly.MatchString(text):
			s.months = true
		default:
			s.words = true
		}
	}
	return s
}

// text returns what may be the heading of a section: the row's only text is in the first column, and reads so. Other
// rows have more.
func (s *sections) text(r *Row) string {
	if len(s.header.Cells) < 3 || r.filled() != 1 || len(r.Cells) == 0 {
		return ""
	}
	text := strings.TrimSpace(r.Cells[0])
	if len(text) > maxSection || !sectionForm.MatchString(text) {
		return ""
	}
	return text
}

// heading returns the heading of a section if the row is one.
func (s *sections) heading(r *Row) string {
	text := s.text(r)
	sure := s.words
	if monthName.MatchString(text) {
		sure = s.months
	}
	if sectionName.MatchString(text) && !sure {
		return ""
	}
	return strings.Trim(text, "-=*#~_: ")
}
