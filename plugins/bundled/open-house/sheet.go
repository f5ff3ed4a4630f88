package main

import (
	"regexp"
	"strings"

	"roomkey/plugins/bundled/tables"
	"roomkey/plugins/bundled/words"
)

// visitor is one line of a sign-in sheet.
type visitor struct {
	line         int
	name         string
	email, phone string // as written
	agent        string // yes, no, or "" if not given
	agentName    string
	source       string // how they heard of the house
	notes        []string
}

// The kinds of a sheet's columns.
const (
	isName = iota + 1
	isFirst
	isLast
	isEmail
	isPhone
	isAgent
	isSource
)

// headings are common headings of columns, in lower case.
var headings = []struct {
	column int
	words  []string
}{
	{isSource, []string{"hear", "source", "referred", "found us", "find us"}},
	{isAgent, []string{"agent", "realtor", "broker", "represent"}}, // before name: "agent's name"
	{isFirst, []string{"first"}}, {isLast, []string{"last", "surname"}}, {isName, []string{"name", "visitor", "guest"}},
	{isEmail, []string{"email", "e-mail", "mail"}}, {isPhone, []string{"phone", "mobile", "cell", "tel"}},
}

var (
	emails = regexp.MustCompile(`[^\s,;|<>"]+@[^\s,;|<>"]+\.[^\s,;|<>"]+`)
	phones = regexp.MustCompile(
		`(?:\+?1[\s.-]?)?\(?\d{3}\)?[\s.-]{0,2}\d{3}[\s.-]?\d{4}(?:\s?(?:x|ext\.?)\s?\d+)?|\b\d{3}[\s.-]\d{4}\b`)
	// What people write where a sheet asks whether they work with an agent.
	without = regexp.MustCompile(
		`(?i)\b(no (agent|realtor|broker|rep)(s|resentation)?|not? (yet |currently )?(working )?with (an? |` +
			`any )?(agent|realtor|` +
			`broker|anyone|anybody|someone)( yet| else)?|(working )?with (no ?one|nobody)|without (an? )?(agent|` +
			`realtor)|` +
			`un-?represented|not represented|(do not|don't|does not|doesn't|have not|haven't|hasn't) (have|got|` +
			`work with|working ` +
			`with)( an?| any)? (agent|realtor|broker|one|anyone)( yet)?|(looking |buying )?on (our|my|their|his|` +
			`her) own|` +
			`agent:?\s*(no|none|n/a))\b`)
	with = regexp.MustCompile(
		`(?i)\b(?:(?:working )?with (?:an? )?(?:agent|realtor)|(?:has|have) (?:an? )?(?:agent|realtor)|represented|` +
			`agent:?\s*yes|agent:\s*([^,;|]+)|(?:working )?with ([A-Z][\w'-]+(?: [A-Z][\w'-]+)*))`)
)

// readSheet reads a sign-in sheet: lines of cells in any order, with or without a heading.
func readSheet(text string) []visitor {
	text = strings.NewReplacer("\ufeff", "", "\r\n", "\n", "\r", "\n").Replace(text)
	var list []visitor
	var columns []int
	for i, line := range strings.Split(text, "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		cells := split(line)
		if found := heading(cells); len(list) == 0 && columns == nil && found != nil {
			columns = found
			continue
		}
		v := visitor{line: i + 1}
		if columns != nil && len(cells) > 1 {
			v.takeCells(cells, columns)
		} else {
			v.takeLine(line)
		}
		list = append(list, v)
	}
	return list
}

// split splits a line at tabs, else at semicolons or bars, else at commas. Quotes protect separators within a cell.
func split(line string) []string {
	separator := byte(',')
	for _, c := range []byte("\t;|") {
		if strings.IndexByte(line, c) >= 0 {
			separator = c
			break
		}
	}
	return tables.Cells(line, separator)
}

// heading returns the kinds of the columns from the cells of a heading; nil if the cells are not a heading.
func heading(cells []string) []int {
	columns, known := make([]int, len(cells)), 0
	for i, cell := range cells {
		if words.Email(cell) != "" || words.Phone(cell) != "" {
			return nil
		}
		cell = strings.ToLower(cell)
	search:
		for _, h := range headings {
			for _, word := range h.words {
				if strings.Contains(cell, word) {
					columns[i], known = h.column, known+1
					break search
				}
			}
		}
	}
	if known < 2 {
		return nil
	}
	return columns
}

func (v *visitor) takeCells(cells []string, columns []int) {
	var first, last string
	for i, cell := range cells {
		if cell == "" || cell == "-" {
			continue
		}
		column := 0
		if i < len(columns) {
			column = columns[i]
		}
		switch column {
		case isName:
			v.name = cell
		case isFirst:
			first = cell
		case isLast:
			last = cell
		case isEmail:
			v.email = cell
		case isPhone:
			v.phone = cell
		case isAgent:
			v.takeAgent(cell)
		case isSource:
			v.source = cell
		default:
			v.notes = append(v.notes, cell)
		}
	}
	if v.name == "" {
		v.name = strings.TrimSpace(first + " " + last)
	}
	v.tidyName()
}

// takeAgent reads the answer to "Are you working with an agent?": yes, no, or the agent's name.
func (v *visitor) takeAgent(cell string) {
	if yes, ok := words.Bool(cell); ok {
		if v.agent == "" {
			v.agent = map[bool]string{true: "yes", false: "no"}[yes]
		}
		return
	}
	switch strings.ToLower(cell) {
	case "n/a", "none", "no agent", "not yet", "nope":
		v.agent = "no"
	default:
		v.agent, v.agentName = "yes", cell
	}
}

var (
	numbering = regexp.MustCompile(`^\s*(?:#?\d{1,3}\s*[.):]\s+|#\d{1,3}\s+|\d{1,3}\s+[-–]\s+|\d{1,3}\t|[-*•–]\s+|` +
		`\[[ xX]?\]\s*)+`)
	cellLabel = regexp.MustCompile(`(?i)^(?:name|guest|visitor|e-?mail|phone|cell|mobile|tel|telephone|home|work|` +
		`ph)\b\.?\s*(?:#|no\.?)?` +
		`\s*(?:[:=]\s*|$)`)
	oneName = regexp.MustCompile(`^(?:(?:de|del|la|van|von|der|da|di|dos) )*\p{Lu}[\p{L}'’-]+(?: (?:Jr|Sr|II|III|` +
		`IV)\.?)?$`)
	given = regexp.MustCompile(`^\p{Lu}[\p{L}'’-]*\.?(?: \p{Lu}[\p{L}'’-]*\.?)?$`)
	// What people write after a name that is no first name.
	heard = regexp.MustCompile(`(?i)^(?:zillow|redfin|trulia|realtor\.?(?:com)?|facebook|instagram|google|craigslist|` +
		`internet|` +
		`online|web(?:site)?|sign|yard sign|drive[- ]?by|neighbou?rs?|friends?|referral|referred|flyer|newspaper|mls|` +
		`agent|buyer|` +
		`seller|cash|none|maybe|unsure|n/?a|walk[- ]?in|just looking|looking|interested)$`)
)

// lastFirst joins a family name and the first name in the cell after it: "Smith, Jane".
func lastFirst(cells []string) []string {
	for len(cells) > 1 && strings.TrimSpace(cells[0]) == "" {
		cells = cells[1:]
	}
	if len(cells) < 2 {
		return cells
	}
	last, first := strings.TrimSpace(cells[0]), strings.TrimSpace(cells[1])
	if _, answer := words.Bool(first); answer || heard.MatchString(first) || !oneName.MatchString(last) ||
		!given.MatchString(first) {
		return cells
	}
	return append([]string{first + " " + last}, cells[2:]...)
}

// takeLine reads a line and recognises its parts by their form.
func (v *visitor) takeLine(line string) {
	line = numbering.ReplaceAllString(line, "")
	take := func(form *regexp.Regexp) string {
		at := form.FindStringIndex(line)
		if at == nil {
			return ""
		}
		found := line[at[0]:at[1]]
		line = line[:at[0]] + "," + line[at[1]:]
		return strings.TrimSpace(found)
	}
	v.email, v.phone = take(emails), take(phones)
	if take(without) != "" {
		v.agent = "no"
	} else if parts := with.FindStringSubmatch(line); parts != nil {
		v.agent, v.agentName = "yes", strings.TrimSpace(parts[1]+parts[2])
		take(with)
	}
	for _, cell := range lastFirst(strings.FieldsFunc(line, func(r rune) bool {
		return strings.ContainsRune(",;|\t",
			r)
	})) {
		cell = cellLabel.ReplaceAllString(strings.Trim(cell, " -–:<>()\""), "")
		yes, answer := words.Bool(cell)
		switch {
		case cell == "":
		case answer && v.agent == "":
			v.agent = map[bool]string{true: "yes", false: "no"}[yes]
		case v.name == "":
			v.name = cell
		default:
			v.notes = append(v.notes, cell)
		}
	}
	v.tidyName()
}

// tidyName turns "Ortiz, Ana" into "Ana Ortiz".
func (v *visitor) tidyName() {
	first, last := words.Name(v.name)
	v.name = strings.TrimSpace(first + " " + last)
}
