package main

import (
	"regexp"
	"strings"
	"unicode"
)

// The parts of an address, as expressions. A street may have a number for a name ("19th"), and a month's.
const (
	houseNumber = `(?:\d{1,6}(?:-?[A-Za-z])?(?:\s?(?:-|&|/|to|and|through|thru)\s?\d{1,6}[A-Za-z]?)?(?:(?:\s|` +
		`-)\d/\d{1,2})?|(?:One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten))`
	direction = `(?:(?:[ns][ew]?|[ew])\b\.?|(?:north|south|east|west)(?:east|west)?\b)`
	streetEnd = `(?:street|str?|avenue|ave?|boulevard|blvd|drive|dr|road|rd|lane|ln|court|ct|circle|cir|place|pl|` +
		`way|wy|terrace|terr?|parkway|pkwy|highway|hwy|square|sq|trail|trl|tr|loop|crescent|cres|alley|aly|plaza|` +
		`plz|point|pt|ridge|rdg|canyon|cyn|heights|hts|cove|cv|creek|crk|row|run|path|pass|walk|view|vista|grade|` +
		`landing|lndg|commons?|expressway|expy|freeway|fwy|grove|hill|hills|hollow|knoll|meadows?|mews|oaks?|green|` +
		`bend|bluff|crossing|xing|estates?|garden|gardens|glen|island|isle|manor|park|pike|spur|summit|turn|` +
		`turnpike|valley|center|ctr|circuit|corte|broadway|embarcadero|alameda|esplanade)`
	// A word of a street's name. "at", "on" and the like end a street.
	nameWord = `(?:[\p{L}][\p{L}'.-]*|\d{1,3}(?:st|nd|rd|th))`
	numbered = `(?:(?:old\s+)?(?:(?:u\.?s\.?|state|ca|california|county|st|interstate)\s+)?(?:highway|hwy|route|rte|` +
		`interstate|road|rd|avenue|ave)|sr|cr|us|i|u\.s\.|sh)[\s-]\d{1,4}[A-Za-z]?\b`
	spanish  = `(?:avenida|calle|camino|paseo|via|corte|rue|plaza|rancho|alameda|el camino|el paseo|la|los|las)`
	unitPart = `(?:,?\s*(?:#\s?[A-Za-z0-9-]{1,6}|(?:apt|apartment|unit|ste|suite|spc|space|bldg|` +
		`building)\b\.?\s?#?\s?(?:[A-Za-z]?-?\d{1,5}[A-Za-z]?|[A-Za-z])\b|no\.?\s?#?\d{1,5}[A-Za-z]?\b))`
	lotPart = `(?:lots?\s+#?(?:\d+[A-Za-z]?)(?:\s?(?:-|&|and|to)\s?\d+)?(?:,?\s+(?:block|blk|tract|unit|phase|` +
		`section|map|parcel)\s+#?\w+)*)`
)

// The forms of an address, the surest first. Group 1 is the street with its number.
var streets = []*regexp.Regexp{
	regexp.MustCompile(`(?i)\b(` + houseNumber + `\s+(?:` + direction + `\s+)?` + numbered + `(?:\s+` + direction +
		`)?` +
		unitPart + `?)`),
	regexp.MustCompile(`(?i)\b((?:(?:` + lotPart + `(?:,?\s+(?:at|on|of|in))?,?\s+)?` + houseNumber + `|` + lotPart +
		`(?:,?\s+(?:at|on|of|in))?,?)\s+(?:` + direction + `\s+)?((?:` + nameWord + `\s+){1,4}?)` + streetEnd +
		`\b\.?(?:\s+` + streetEnd + `\b\.?){0,3}(?:\s+` + direction + `)?` + unitPart + `?)`),
	regexp.MustCompile(`(?i)\b(` + houseNumber + `\s+(?:` + direction + `\s+)?(` + spanish + `\s+(?:(?:de|del|la|` +
		`las|los|el)\s+)*` + nameWord +
		`(?:\s+(?-i:\p{Lu}[\p{L}'.-]*))?)` + unitPart + `?)`),
	regexp.MustCompile(`(?i)\b(` + houseNumber + `\s+(?:` + direction + `\s+)?(?:the\s+)?(?:avenue\s+[a-z]|broadway|` +
		`` +
		`embarcadero|alameda|esplanade)\b(?:\s+` + direction + `)?` + unitPart + `?)`),
	regexp.MustCompile(`(?i)\b(` + lotPart + `(?:,?\s+(?:(?:at|on|of|in)\s+)?((?:` + nameWord + `\s+){0,3}` +
		nameWord +
		`))?)`),
}

// unended is a street without a word such as "Street": "51 Omaha". It counts where no other form is found.
var unended = regexp.MustCompile(`\b(` + houseNumber + `\s+(?:` + direction + `\s+)?((?:` + nameWord +
	`)(?:\s+\p{Lu}` +
	`[\p{L}'.-]*){0,3})` + unitPart + `?)`)

var (
	state   = regexp.MustCompile(`^,?\s*(?:CA|Ca|ca|California)\b(?:,?\s*\d{5}(?:-\d{4})?\b)?`)
	zipCode = regexp.MustCompile(`^,?\s*9\d{4}(?:-\d{4})?\b`)
	// What is counted after a number is no street.
	counted = regexp.MustCompile(`(?i)^\d+\s*-?\s*(?:calendar|business|days?|weeks?|months?|years?|percent|dollars?|` +
		`bed\w*|bath\w*|br|ba|bd|sq\w*|acres?|units?|offers?|cars?|k|m|mil|million|thousand|down|feet|ft|am|pm|of)\b`)
)

// feet follows "three fifty square".
var feet = regexp.MustCompile(`(?i)^\s+(?:feet|foot|ft)\b`)

// notInStreets are words that no street's name has.
var notInStreets = wordSet(`at for on with to from by is are was in and or of price priced close closes closing
	coe accepted acceptance escrow buyer buyers seller sellers deposit emd earnest commission loan conventional fha va
	usda cash waive waives waiving no please we our my representing represents open opened opening purchase offer down
	days day weeks week contingency contingencies financing the side dual both agent lender reduced per`)

// readAddress takes addresses. They are read first,
// because a house number looks like a sum and a street like a month.
func (r *reader) readAddress() {
	var found []string
	read := func(form *regexp.Regexp, name int) {
		r.find(form, func(at []int) bool {
			from, end := at[2], r.streetEnds(at, name)
			if end < 0 || from > 0 && strings.ContainsAny(r.text[from-1:from], "$#/.,-%") ||
				counted.MatchString(r.text[from:]) ||
				feet.MatchString(r.text[at[1]:]) || form == unended && r.inDate(from) {
				return false
			}
			to, town := r.readTown(end)
			found = append(found, strings.TrimRight(r.text[from:end], " ,.")+town)
			r.take(part{from, to})
			return false
		})
	}
	for i, form := range streets {
		if i == len(streets)-1 && len(found) > 0 {
			break // the lot of a house that has been found
		}
		read(form, form.NumSubexp())
	}
	if len(found) == 0 {
		read(unended, 2)
	}
	switch len(found) {
	case 0:
	case 1:
		r.terms.address = found[0]
	default:
		for _, other := range found[1:] {
			if !strings.EqualFold(other, found[0]) {
				r.doubt("is it %s?", strings.Join(found, " or "))
				return
			}
		}
		r.terms.address = found[0]
	}
}

// streetEnds returns where the street of a match ends; -1 if it is no street because of its name, which is a group.
func (r *reader) streetEnds(at []int, name int) int {
	if r.isTaken(part{at[2], at[3]}) {
		return -1
	}
	if name == 1 || at[2*name] < 0 {
		return at[3]
	}
	inName := wordForm.FindAllStringIndex(r.text[at[2*name]:at[2*name+1]], -1)
	if len(inName) == 1 && at[2*name+1] < at[3] && unicode.IsUpper(rune(r.text[at[2*name]])) {
		return at[3] // "Price Ave"
	}
	for i, found := range inName {
		from, to := at[2*name]+found[0], at[2*name]+found[1]
		switch lot := strings.EqualFold(r.text[at[2]:at[2]+3], "lot"); {
		case !notInStreets[strings.ToLower(r.text[from:to])]:
		case i == 0 && !lot || at[2*name+1] < at[3]:
			return -1
		default:
			return from
		}
	}
	return at[3]
}

// inDate reports whether a place is in a date.
func (r *reader) inDate(place int) bool {
	for _, at := range dateForm.FindAllStringIndex(r.text, -1) {
		if at[0] <= place && place < at[1] {
			return true
		}
	}
	return false
}

// readTown returns where the town after a street ends, and the town as it is written after a street.
func (r *reader) readTown(at int) (to int, written string) {
	rest := r.rest()[at:]
	if found := state.FindString(rest); found != "" {
		return at + len(found), ", " + strings.TrimLeft(found, ", ")
	}
	if found := zipCode.FindString(rest); found != "" {
		return at + len(found), " " + strings.TrimLeft(found, ", ")
	}
	for words := 3; words > 0; words-- {
		found := towns[words-1].FindStringSubmatch(rest)
		if found == nil {
			continue
		}
		name, sure := strings.TrimSpace(found[1]), found[2] != "" || found[3] != "" ||
			cities[strings.ToLower(found[1])]
		if bare := rest[0] == ' ' && !strings.HasPrefix(rest, " in "); bare && found[3] == "" &&
			!cities[strings.ToLower(found[1])] { // no mark before it: a ZIP code or its name must say that it is a town
			continue
		}
		if !r.isTown(name, sure, rest[len(found[0]):]) {
			continue
		}
		return at + len(found[0]), ", " + strings.TrimLeft(strings.TrimPrefix(strings.TrimSpace(found[0]), "in "),
			", ")
	}
	return at, ""
}

// towns are the forms of a town of one, two and three words.
var towns = []*regexp.Regexp{townOf(0), townOf(1), townOf(2)}

func townOf(more int) *regexp.Regexp {
	return regexp.MustCompile(`^(?:,\s*|\s+in\s+|\s+)(\p{L}[\p{L}'.-]*(?:\s\p{L}[\p{L}'.-]*){` +
		string(rune('0'+more)) + `})(,?\s*(?:CA|Ca|ca|Calif\.?|California|` +
		`california)\b)?(,?\s*\d{5}(?:-\d{4})?\b)?(?:,?\s*USA\b)?`)
}

// isTown reports whether words are a town's name: each has a capital, none is a word of a sale, and a mark,
// a sum or a
// word of a sale follows.
func (r *reader) isTown(name string, sure bool, rest string) bool {
	for _, word := range strings.Fields(name) {
		lower := strings.ToLower(strings.Trim(word, "."))
		if notInStreets[lower] || notInTowns[lower] || !sure && lower == word || monthNumber(lower) > 0 {
			return false
		}
	}
	next := strings.ToLower(strings.TrimLeft(rest, " "))
	if sure || next == "" || strings.HasPrefix(rest, ",") || strings.ContainsAny(next[:1], ".;:$0123456789(-\x00") {
		return !strings.HasPrefix(rest, ",") || sure || !partyNext.MatchString(rest)
	}
	first, _, _ := strings.Cut(next, " ")
	return notInStreets[strings.Trim(first, ",.;:")] && !partyNext.MatchString(rest)
}

var (
	partyNext  = regexp.MustCompile(`(?i)^,?\s*(?:(?:as|is|are|the|our|my)\s+)*(?:buy|sell|purchas)`)
	notInTowns = wordSet(`listed offer accepted sold all seller's buyer's subject as-is new escrow conv
		commission inspection appraisal title price reduced list possession rent hoa as contingent initial`)
)

// cities are towns that people write without capitals and without the state.
var cities = func() map[string]bool {
	set := map[string]bool{}
	for _, name := range strings.Split("sacramento,elk grove,folsom,roseville,rocklin,citrus heights,rancho cordova,"+
		"carmichael,fair oaks,orangevale,north highlands,antelope,rio linda,galt,davis,woodland,west "+
		"sacramento,lincoln,"+
		"auburn,el dorado hills,cameron park,placerville,granite "+
		"bay,loomis,stockton,lodi,modesto,fresno,bakersfield,"+
		"san francisco,oakland,berkeley,san jose,los angeles,san diego,long beach,anaheim,santa "+
		"ana,riverside,irvine,"+
		"pasadena,glendale,burbank,santa monica,malibu,ventura,oxnard,santa barbara,santa cruz,santa "+
		"rosa,napa,vallejo,"+
		"fairfield,vacaville,concord,walnut creek,redding,chico,palo alto,mountain view,sunnyvale,fremont,hayward,"+
		"san mateo,truckee,south lake tahoe,thousand oaks,westlake village,calabasas,simi valley,camarillo", ",") {
		set[name] = true
	}
	return set
}()
