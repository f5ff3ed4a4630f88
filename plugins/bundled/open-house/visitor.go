package main

import (
	"regexp"
	"strings"

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
	why          string // why it is nobody: a title, a total
}

var (
	emails = regexp.MustCompile(`[^\s,;|<>"]+@[^\s,;|<>"]+\.[^\s,;|<>"]+`)
	phones = regexp.MustCompile(
		`(?:\+?1[\s.-]?)?\(?\d{3}\)?[\s.-]{0,2}\d{3}[\s.-]?\d{4}(?:\s?(?:x|ext\.?)\s?\d+)?|\b\d{3}[\s.-]\d{4}\b`)
	// What people write where a sheet asks whether they work with an agent.
	without = regexp.MustCompile(
		`(?i)\b(no (agent|realtor|broker|rep)(s|resentation)?|not? (yet |currently )?(working )?with (an? |` +
			`any )?(agent|realtor|broker|anyone|anybody|someone)( yet| else)?|(working )?with (no ?one|nobody)|` +
			`without (an? )?(agent|realtor)|un-?represented|not represented|(do not|don't|does not|doesn't|have not|` +
			`haven't|hasn't) (have|got|work with|working with)( an?| any)? (agent|realtor|broker|one|anyone)( yet)?|` +
			`(looking |buying )?on (our|my|their|his|her) own|agent:?\s*(no|none|n/a))\b`)
)

// takeCells takes the cells of a row by the kinds of their columns and their headings. above is the row before it,
// which ditto marks repeat; nil if there is none.
func (v *visitor) takeCells(cells []string, columns []int, names []string, above *visitor) {
	var first, last string
	for i, cell := range cells {
		if cell == "" || cell == "-" {
			continue
		}
		column := 0
		if i < len(columns) {
			column = columns[i]
		}
		if column != 0 && repeats(cell) {
			v.repeat(column, above)
			continue
		}
		switch column {
		case isNumber:
		case isName:
			v.name = cell
		case isFirst:
			first = cell
		case isLast:
			last = cell
		case isEmail:
			v.email = cell
		case isPhone:
			v.takePhone(cell)
		case isAgent:
			v.takeAgent(cell)
		case isSource:
			v.source = cell
		default:
			v.notes = append(v.notes, remark(names, i, cell))
		}
	}
	if v.name == "" {
		v.name = strings.TrimSpace(first + " " + last)
	}
	v.tidyName()
}

// remark is a cell of no kind. One that says nothing alone has its heading before it: "Pre-approved?: Yes".
func remark(names []string, at int, cell string) string {
	_, answer := words.Bool(cell)
	_, dated := words.Date(cell)
	short := answer || dated || strings.Trim(cell, "0123456789-–/+:.$ ") == "" || timeOnly.MatchString(cell)
	if at < len(names) && names[at] != "" && short {
		return names[at] + ": " + cell
	}
	return cell
}

var timeOnly = regexp.MustCompile(`(?i)^[0-9$<>+–-][0-9$k+,./: –-]*(?:am|pm|mos?\.?|months?|years?|yrs?)?$`)

// repeats reports whether a cell says only that it is as the one above.
func repeats(cell string) bool {
	switch strings.ToLower(strings.Trim(cell, " .")) {
	case `"`, `''`, "〃", "″", "ditto", "do", "same", "same as above":
		return true
	}
	return false
}

// repeat takes a part from the row above. Its e-mail address is another person's.
func (v *visitor) repeat(column int, above *visitor) {
	if above == nil {
		return
	}
	switch column {
	case isName:
		v.name = above.name
	case isPhone:
		v.phone = above.phone
	case isEmail:
		v.email = above.email
	case isAgent:
		v.agent, v.agentName = above.agent, above.agentName
	case isSource:
		v.source = above.source
	}
}

// takePhone takes a phone number; further ones go to the note.
func (v *visitor) takePhone(cell string) {
	if mended := words.Misread(cell); mended != "" {
		v.notes = append(v.notes, "Phone as written: "+cell)
		cell = mended
	}
	numbers := words.Phones(cell)
	v.phone = numbers[0]
	for _, other := range numbers[1:] {
		v.notes = append(v.notes, "Phone: "+other)
	}
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
		if parts := answered.FindStringSubmatch(cell); parts != nil {
			v.agent = map[bool]string{true: "yes", false: "no"}[strings.EqualFold(parts[1][:1], "y")]
			if v.agent == "yes" {
				v.agentName = strings.Trim(parts[2], " ()-–—:,.")
			} else {
				v.notes = append(v.notes, cell)
			}
			return
		}
		v.agent = "yes"
		if v.agentName != "" { // "Agent's name", and "Brokerage" after it
			cell = v.agentName + ", " + cell
		}
		v.agentName = cell
	}
}

var (
	numbering = regexp.MustCompile(`^\s*(?:#?\d{1,3}\s*[.):]\s+|#\d{1,3}\s+|\d{1,3}\s+[-–]\s+|\d{1,3}\s*[\t;|]|` +
		`[-*•–]\s+|\[[ xX]?\]\s*)+`)
	cellLabel = regexp.MustCompile(`(?i)^(?:name|guest|visitor|e-?mail|phone|cell|mobile|tel|telephone|home|work|` +
		`ph)\b\.?\s*(?:#|no\.?)?\s*(?:[:=]\s*|$)`)
	oneName = regexp.MustCompile(`^(?:(?:de|del|la|van|von|der|da|di|dos) )*\p{Lu}[\p{L}'’-]+(?: (?:Jr|Sr|II|III|` +
		`IV)\.?)?$`)
	given = regexp.MustCompile(`^\p{Lu}[\p{L}'’-]*\.?(?: \p{Lu}[\p{L}'’-]*\.?)?$`)
	// What people write after a name that is no first name.
	heard = regexp.MustCompile(`(?i)^(?:zillow|redfin|trulia|realtor\.?(?:com)?|facebook|instagram|google|` +
		`craigslist|internet|online|web(?:site)?|sign|yard sign|drive[- ]?by|neighbou?rs?|friends?|referral|` +
		`referred|flyer|newspaper|mls|agent|buyer|seller|cash|none|maybe|unsure|n/?a|walk[- ]?in|just looking|` +
		`looking|interested)$`)
	// "Y (Redfin)", "Yes - Jane Roe at Compass", "no, not yet"
	answered = regexp.MustCompile(`(?i)^(yes|y|no|n)\b(\s*[-–—:,.(].*|\s+.*)$`)
	// "Patel, R. and Meena - "
	turned = regexp.MustCompile(`^\s*([A-Z][\pL'’-]+,\s+[A-Z][\pL.'’-]*(?:\s+(?:(?:and|&)\s+)?[A-Z][\pL.'’-]*){0,3})` +
		`\s+[-–—]\s`)
	named = regexp.MustCompile(`^(?:[Yy]|[Yy]es|YES)\b[ ]*(?:[-–—(:]|w/|with |[A-Z])`) // "yes Maria Lopez"
	// What begins a line that is told, and what is left of "they're with Compass".
	met     = regexp.MustCompile(`(?i)^\s*(?:i )?(?:met|saw|spoke (?:to|with)|talked (?:to|with)|chatted with)\s+`)
	pronoun = regexp.MustCompile(`(?i)^\s*(?:(?:they|he|she|who|is|are|was|were)(?:'re|'s| is| are| was| were)?(?: already)?` +
		`|looking|working)\s*$`)
	between    = regexp.MustCompile(`\s+//+\s*|\s*//+\s+`)
	namedIn    = regexp.MustCompile(`(?:^|[,;|])\s*(?:[Yy]|[Yy]es|YES)\b *(?:[-–—(:]|w/|with |[A-Z])`)
	inBrackets = regexp.MustCompile(`^\s*\(([^()]+)\)`)
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
	if parts := turned.FindStringSubmatch(line); parts != nil {
		v.name, line = parts[1], line[len(parts[0]):]
	}
	v.email, v.phone = take(emails), take(phones)
	line = between.ReplaceAllString(met.ReplaceAllString(line, ""), ",")
	if take(without) != "" {
		v.agent = "no"
	} else if at := agentOf(line); at != nil && !namedIn.MatchString(line) {
		v.agent, v.agentName = "yes", strings.TrimSpace(line[at[2]:at[3]])
		after := line[at[1]:]
		if said := inBrackets.FindStringSubmatch(after); said != nil {
			// "has an agent (Redfin)", "with Compass (Jo Lin)"
			v.agentName = strings.TrimPrefix(v.agentName+", "+said[1], ", ")
			after = strings.TrimPrefix(after, said[0])
		}
		line = line[:at[0]] + "," + after
	}
	for _, cell := range lastFirst(strings.FieldsFunc(line, func(r rune) bool {
		return strings.ContainsRune(",;|\t", r)
	})) {
		cell = pronoun.ReplaceAllString(cell, "")
		cell = cellLabel.ReplaceAllString(strings.Trim(cell, " -–:<>()\""), "")
		yes, answer := words.Bool(cell)
		switch {
		case cell == "":
		case answer && v.agent == "":
			v.agent = map[bool]string{true: "yes", false: "no"}[yes]
		case v.agent == "" && v.name != "" && named.MatchString(cell):
			v.takeAgent(cell)
		case v.name == "":
			v.name = cell
		default:
			v.notes = append(v.notes, cell)
		}
	}
	v.tidyName()
}

// remarked is a name with a remark in brackets, which may have lost its second one: "Bob Tran (neighbor)".
var remarked = regexp.MustCompile(`^([^()]*\pL[^()]*?)\s*\(([^()]+)\)?$`)

// tidyName turns "Ortiz, Ana" into "Ana Ortiz". A remark behind the name goes to the note.
func (v *visitor) tidyName() {
	if parts := remarked.FindStringSubmatch(strings.TrimSpace(v.name)); parts != nil {
		v.name, v.notes = parts[1], append([]string{strings.TrimSpace(parts[2])}, v.notes...)
	}
	first, last := words.Name(v.name)
	v.name = strings.TrimSpace(first + " " + last)
}
