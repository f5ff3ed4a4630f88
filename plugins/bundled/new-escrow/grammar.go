package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"roomkey/plugins/bundled/words"
)

// The parts of a sentence that have a meaning by their form. The words before and after say what they refer to.
var (
	sums = regexp.MustCompile(
		`(?i)(?:\$\s?\d+(?:,\d{3})*(?:\.\d+)?(?:\s?(?:k|mm|mil|million|thousand|m))?|\b\d+(?:,` +
			`\d{3})*(?:\.\d+)?\s?(?:k|mm|million|thousand|m)|\b\d{1,3}(?:,\d{3})+(?:\.\d\d)?|\b\d{5,9}\s+dollars)\b`)
	bare = regexp.MustCompile(`(?i)\b(?:at|for|price|price of|priced at)\s+(\d{5,9})\b`)
	days = regexp.MustCompile(
		`(?i)\b(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}/\d{1,2}(?:/\d{2,4})?|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|` +
			`oct|nov|dec)[a-z]*\.?\s+\d{1,2}(?:st|nd|rd|th)?\b(?:,?\s+\d{4})?|\d{1,2}(?:st|nd|rd|th)?[ -](?:jan|feb|` +
			`mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*(?:[ -]\d{4})?|today|tomorrow|yesterday|in \d{1,3} ` +
			`(?:days|weeks))\b`)
	rate = regexp.MustCompile(`(?i)\b(\d{1,2}(?:\.\d+)?)\s?(?:%|percent\b)`)
	span = regexp.MustCompile(
		`(?i)\b(\d{1,3})[- ]days?\s+(escrow|close|closing|(?:loan|financing|appraisal|inspection|investigation|` +
			`title|insurance|hoa)\b(?:\s+contingency)?)|\b(loan|financing|appraisal|inspection|investigation|title|` +
			`insurance|hoa)(?:\s+contingency)?\s+(?:of\s+|is\s+|in\s+)?(\d{1,3})\s?days\b`)
	gone = regexp.MustCompile(
		`(?i)\b(?:waiv(?:e|es|ed|ing)|no|without(?: an?| any)?|removed?)\s+(?:the\s+)?((?:all|loan|financing|` +
			`appraisal|inspection|investigation|title|insurance|hoa|,|and|or|\s)*)\s*contingenc(?:y|ies)`)
)

// labels say what a sum, a date or a rate refers to. The nearest one before it counts, or the one right after it.
var labels = map[string][]string{
	"deposit":    {"deposit", "earnest", "emd"},
	"loan":       {"loan", "mortgage", "financed"},
	"down":       {"down"},
	"price":      {"price", "at", "for", "offer", "purchase", "sold"},
	"closes":     {"closing", "closes", "close", "coe", "closed"},
	"accepted":   {"accepted", "acceptance", "ratified", "signed", "contract"},
	"opened":     {"opened", "opening", "opens", "open"},
	"referral":   {"referral"},
	"side":       {"side", "our", "us", "each"},
	"commission": {"commission", "commissions", "gross"},
}

// piece is a part of a sentence. It is blanked out once it has been read, so that it is not read again.
type piece struct{ from, to int }

// grammar reads a sentence by rules.
type grammar struct {
	text  string // the unread rest of the sentence
	lower string // the whole sentence
	today string
	terms *terms
}

// read converts a sentence into terms. today resolves dates without a year.
func read(text, today string) *terms {
	text = strings.Join(strings.Fields(text), " ")
	g := &grammar{text: text, lower: strings.ToLower(text), today: today, terms: &terms{contingent: map[string]int{}}}
	g.readContingencies()
	g.readRates()
	g.readDates()
	g.readSums()
	g.readWords()
	g.readParties()
	g.readAddress()
	return g.terms
}

func (g *grammar) blank(p piece) {
	g.text = g.text[:p.from] + strings.Repeat("\x00", p.to-p.from) + g.text[p.to:]
}

// label returns the nearest of some labels: right after, else up to four words before.
func (g *grammar) label(p piece, among ...string) string {
	after := strings.FieldsFunc(strings.ToLower(g.text[p.to:min(len(g.text), p.to+30)]), notLetter)
	before := strings.FieldsFunc(strings.ToLower(g.text[max(0, p.from-50):p.from]), notLetter)
	find := func(word string) string {
		for _, name := range among {
			for _, known := range labels[name] {
				if word == known {
					return name
				}
			}
		}
		return ""
	}
	if rest := g.text[p.to:]; len(after) > 0 && strings.HasPrefix(rest, " ") {
		at := find(after[0])
		if at == "" && len(after) > 1 && (after[0] == "initial" || after[0] == "earnest" || after[0] == "gross" ||
			after[0] == "conventional" || after[0] == "total") {
			at = find(after[1])
		}
		if at != "" && at != "price" && at != "closes" && at != "accepted" && at != "opened" {
			return at
		}
	}
	for i := len(before) - 1; i >= max(0, len(before)-4); i-- {
		if at := find(before[i]); at != "" {
			return at
		}
	}
	return ""
}

func notLetter(r rune) bool { return (r < 'a' || r > 'z') && r != '\'' }

func kindOf(word string) string {
	switch word = strings.ToLower(word); word {
	case "financing":
		return "loan"
	case "inspection":
		return "investigation"
	case "hoa":
		return "HOA"
	}
	return word
}

func (g *grammar) readContingencies() {
	for _, at := range span.FindAllStringSubmatchIndex(g.text, -1) {
		group := func(n int) string {
			if at[2*n] < 0 {
				return ""
			}
			return g.text[at[2*n]:at[2*n+1]]
		}
		count, what := group(1), group(2)
		if count == "" {
			count, what = group(4), group(3)
		}
		n, err := strconv.Atoi(count)
		if err != nil || n == 0 {
			continue
		}
		switch word := strings.ToLower(strings.Fields(what)[0]); word {
		case "escrow", "close", "closing":
			g.terms.days = n
		default:
			g.terms.contingent[kindOf(word)] = n
		}
		g.blank(piece{at[0], at[1]})
	}
	for _, at := range gone.FindAllStringSubmatchIndex(g.text, -1) {
		named := false
		for _, word := range strings.FieldsFunc(strings.ToLower(g.text[at[2]:at[3]]), notLetter) {
			if word != "all" && word != "and" && word != "or" {
				g.terms.contingent[kindOf(word)], named = waived, true
			}
		}
		if !named {
			for _, c := range standard {
				g.terms.contingent[c.kind] = waived
			}
		}
		g.blank(piece{at[0], at[1]})
	}
}

func (g *grammar) readRates() {
	found := rate.FindAllStringSubmatchIndex(g.text, -1)
	for _, at := range found {
		p := piece{at[0], at[1]}
		value, err := strconv.ParseFloat(g.text[at[2]:at[3]], 64)
		if err != nil {
			continue
		}
		switch g.label(p, "deposit", "down", "referral", "side", "commission") {
		case "deposit":
			g.terms.depositPct = value
		case "down":
			g.terms.downPct = value
		case "referral":
			g.terms.referralPct = value
		case "side":
			g.terms.sidePct = value
		case "commission":
			g.terms.commission = value
		default:
			g.terms.doubts = append(g.terms.doubts, fmt.Sprintf("%v%% of what?", value))
		}
	}
	for _, at := range found { // after all are read, because the words between are labels of either
		g.blank(piece{at[0], at[1]})
	}
}

func (g *grammar) readDates() {
	var unnamed []string
	found := days.FindAllStringIndex(g.text, -1)
	for _, at := range found {
		p := piece{at[0], at[1]}
		date, ok := words.DateFrom(strings.ToLower(g.text[p.from:p.to]), g.today)
		if !ok {
			continue
		}
		what := g.label(p, "closes", "accepted", "opened")
		// these are in the past: without a year, the last such day
		if said := strings.ToLower(g.text[p.from:p.to]); what == "accepted" || what == "opened" {
			date = before(said, date, g.today)
		}
		target := map[string]*string{"closes": &g.terms.closes, "accepted": &g.terms.accepted,
			"opened": &g.terms.opened}[what]
		switch {
		case target == nil:
			unnamed = append(unnamed, date)
		case *target != "" && *target != date:
			g.terms.doubts = append(g.terms.doubts, fmt.Sprintf("does it %s on %s or on %s?",
				map[string]string{"closes": "close", "accepted": "count as accepted", "opened": "open"}[what], *target,
				date))
		default:
			*target = date
		}
	}
	for _, at := range found {
		g.blank(piece{at[0], at[1]})
	}
	if len(unnamed) == 1 && g.terms.closes == "" && g.terms.days == 0 {
		g.terms.closes, unnamed = unnamed[0], nil
	}
	if len(unnamed) > 0 {
		g.terms.doubts = append(g.terms.doubts, "what is on "+join(unnamed)+"?")
	}
}

// before returns the date a year earlier if its year was not given and the date is more than a month ahead.
func before(said, date, today string) string {
	if _, whole := words.Date(said); whole || strings.HasPrefix(said, "in ") || date <= plus(today, 31) {
		return date
	}
	year, err := strconv.Atoi(date[:4])
	if err != nil {
		return date
	}
	return strconv.Itoa(year-1) + date[4:]
}

func (g *grammar) readSums() {
	var unnamed, priced []int64
	found := sums.FindAllStringIndex(g.text, -1)
	for _, at := range bare.FindAllStringSubmatchIndex(g.text, -1) {
		found = append(found, at[2:4])
	}
	for _, at := range found {
		p := piece{at[0], at[1]}
		cents, ok := words.Money(g.text[p.from:p.to])
		if !ok || cents == 0 {
			continue
		}
		switch g.label(p, "deposit", "loan", "down", "price") {
		case "deposit":
			g.terms.deposit = cents
		case "loan":
			g.terms.loan = cents
		case "down":
			g.terms.down = cents
		case "price":
			priced = append(priced, cents)
		default:
			unnamed = append(unnamed, cents)
		}
	}
	for _, at := range found {
		g.blank(piece{at[0], at[1]})
	}
	if len(priced) == 0 {
		priced = unnamed
	}
	for _, cents := range priced {
		if g.terms.price != 0 && g.terms.price != cents {
			g.terms.doubts = append(g.terms.doubts,
				fmt.Sprintf("is the price %s or %s?", words.Dollars(g.terms.price), words.Dollars(cents)))
		}
		g.terms.price = cents
	}
}

// sides and loans are the meanings of phrases. The first match counts.
var (
	sides = []struct{ side, phrase string }{
		{"dual", `\b(dual( agency)?|both sides|double[- ]end(ed)?)\b`},
		{"buyer",
			`\b(buyer'?s?'? side|buy(er|ing)? side|represent(s|ing)? (the |our )?buyers?|for (the|our|my) buyers?|` +
				`my buyers?|our buyers?)\b`},
		{"seller",
			`\b((seller'?s?'?|sell|selling|listing) side|represent(s|ing)? (the |our )?sellers?|for (the|our|my) ` +
				`sellers?|(my|our) (sellers?|listing))\b`},
	}
	loans = []struct{ financing, phrase string }{
		{"Seller Financing", `\b(seller (financing|financed|carry|carries|carryback)|owner financing)\b`},
		{"FHA", `\bfha\b`}, {"VA", `\bva( loan)?\b`}, {"USDA", `\busda\b`}, {"Conventional", `\b(conventional|conv)\b`},
		{"Cash", `\b(all[- ])?cash\b`},
	}
)

func (g *grammar) readWords() {
	for _, s := range sides {
		if regexp.MustCompile(s.phrase).MatchString(g.lower) {
			g.terms.side = s.side
			break
		}
	}
	for _, l := range loans {
		if regexp.MustCompile(l.phrase).MatchString(g.lower) {
			g.terms.financing = l.financing
			break
		}
	}
}

var (
	buyers  = regexp.MustCompile(`\b[Bb]uyers?:?\s+((?:[A-Z][\p{L}'-]+|and|&)(?:\s+(?:[A-Z][\p{L}'.-]*|and|&))*)`)
	sellers = regexp.MustCompile(`\b[Ss]ellers?:?\s+((?:[A-Z][\p{L}'-]+|and|&)(?:\s+(?:[A-Z][\p{L}'.-]*|and|&))*)`)
)

func (g *grammar) readParties() {
	for _, one := range []struct {
		form *regexp.Regexp
		name *string
	}{{buyers, &g.terms.buyer}, {sellers, &g.terms.seller}} {
		if at := one.form.FindStringSubmatchIndex(g.text); at != nil {
			*one.name = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSpace(g.text[at[2]:at[3]]), " and"), " &")
			g.blank(piece{at[0], at[1]})
		}
	}
}

var (
	house = regexp.MustCompile(`\b\d{1,6}[A-Za-z]?\s+(?:[NSEWnsew]\.?\s+)?[A-Za-z0-9][A-Za-z0-9'.]*`)
	stops = regexp.MustCompile(
		`(?i)\s*(?:\x00|(?-i:\sor\s)|[;:!?]|\.(?:\s|$)|[,\s](?:\s*)(?:at|for|clos(?:e|es|ing)|coe|with|price[d]?|` +
			`accepted|acceptance|open(?:ed|ing|s)?|escrow|buyers?|sellers?|represent\w*|we|our|my|all cash|cash|` +
			`conventional|fha|va|usda|deposit|emd|earnest|commission|loan|down|from|and|is|in escrow|please|side|` +
			`dual|no|waiv\w*)\b)`)
	count = regexp.MustCompile(`(?i)^\d+\s+(days?|weeks?|months?|business|percent|dollars?|bed\w*|bath\w*)\b`)
)

// readAddress takes the text that begins with a house number, up to a word that begins something else.
func (g *grammar) readAddress() {
	var found []string
	for rest := g.text; ; {
		at := house.FindStringIndex(rest)
		if at == nil {
			break
		}
		text := rest[at[0]:]
		if count.MatchString(text) {
			rest = rest[at[1]:]
			continue
		}
		end := len(text)
		head := at[1] - at[0]
		if stop := stops.FindStringIndex(text[head:]); stop != nil {
			end = head + stop[0]
		}
		found = append(found, strings.Trim(text[:end], " ,."))
		rest = text[end:]
	}
	switch len(found) {
	case 0:
	case 1:
		g.terms.address = found[0]
	default:
		g.terms.doubts = append(g.terms.doubts, "is it "+strings.Join(found, " or ")+"?")
	}
}
