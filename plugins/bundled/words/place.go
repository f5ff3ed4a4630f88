package words

import (
	"regexp"
	"strings"
)

// Place is a street address in its parts. Missing parts are "".
type Place struct{ Street, Unit, City, State, Zip string }

// Address splits an address at its commas: "123 Main St #4, Sacramento, CA 95814-1234".
func Address(text string) Place {
	parts := strings.Split(text, ",")
	for i := range parts {
		parts[i] = strings.Join(strings.Fields(parts[i]), " ")
	}
	if last := parts[len(parts)-1]; len(parts) > 1 &&
		(strings.EqualFold(last, "usa") || strings.EqualFold(last, "united states")) {
		parts = parts[:len(parts)-1]
	}
	if last := len(parts) - 1; last > 0 { // "Davis CA 95616 US"
		parts[last] = inStates.ReplaceAllString(parts[last], "$1")
	}
	var p Place
	for len(parts) > 1 && p.State == "" { // "Sacramento CA 95814", "CA 95814", or "CA" and "95814"
		rest := p.takeStateZip(parts[len(parts)-1])
		if rest == parts[len(parts)-1] {
			break
		}
		if parts[len(parts)-1] = rest; rest == "" {
			parts = parts[:len(parts)-1]
		}
	}
	p.Street, p.Unit = cutUnit(parts[0])
	parts = parts[1:]
	if len(parts) > 0 {
		if rest, unit := cutUnit(parts[0]); rest == "" && unit != "" {
			p.Unit, parts = unit, parts[1:]
		}
	}
	p.City = strings.Join(parts, ", ")
	return p
}

var inStates = regexp.MustCompile(`(?i)( \d{5}(?:-\d{4})?) (?:usa?|united states)$`)

// takeStateZip removes a state and a zip from the end of a part of an address, and returns the rest.
func (p *Place) takeStateZip(text string) (rest string) {
	words := strings.Split(text, " ")
	if zip := words[len(words)-1]; p.Zip == "" && (len(zip) == 5 || len(zip) == 10 && zip[5] == '-') &&
		digits(zip[:5]) {
		p.Zip, words = zip[:5], words[:len(words)-1]
	}
	if len(words) == 0 {
		return ""
	}
	state := strings.TrimSuffix(strings.ToUpper(words[len(words)-1]), ".")
	if state == "CALIFORNIA" {
		state = "CA"
	}
	if (len(words) == 1 || p.Zip != "") && strings.Contains(states, " "+state+" ") && len(state) == 2 {
		p.State, words = state, words[:len(words)-1]
	}
	return strings.Join(words, " ")
}

const states = " AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY " +
	"NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY "

// cutUnit removes a unit from the end of a street: "123 Main St Apt 4", "123 Main St #4".
func cutUnit(text string) (street, unit string) {
	if before, after, ok := strings.Cut(text, "#"); ok {
		text, unit = strings.TrimSpace(before), strings.TrimSpace(after)
		if word := text[strings.LastIndexByte(text, ' ')+1:]; unitWord(word) {
			text = strings.TrimSpace(strings.TrimSuffix(text, word))
		}
		return text, unit
	}
	words := strings.Split(text, " ")
	if n := len(words); n > 1 && unitWord(words[n-2]) {
		return strings.Join(words[:n-2], " "), words[n-1]
	}
	return text, ""
}

func unitWord(word string) bool {
	switch strings.ToLower(strings.TrimSuffix(word, ".")) {
	case "apt", "apartment", "unit", "ste", "suite", "no":
		return true
	}
	return false
}

// Key returns the street and the unit for comparison: "123 N. Main Street" and "123 north main st" have the same key.
// It is "" if there is no street.
func (p Place) Key() string {
	var key []string
	for _, word := range strings.FieldsFunc(strings.ToLower(p.Street), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r < 128
	}) {
		if short, ok := shortened[word]; ok {
			word = short
		}
		key = append(key, word)
	}
	if p.Unit != "" && len(key) > 0 {
		key = append(key, "#"+strings.ToLower(p.Unit))
	}
	return strings.Join(key, " ")
}

// Same reports whether two places may be the same: their keys are equal, and they agree.
func (p Place) Same(q Place) bool { return p.Key() != "" && p.Key() == q.Key() && p.Agrees(q) }

// Agrees reports whether two places have the same city, state and zip, as far as both have them.
func (p Place) Agrees(q Place) bool {
	agree := func(a, b string) bool { return a == "" || b == "" || strings.EqualFold(a, b) }
	return agree(p.City, q.City) && agree(p.State, q.State) && agree(p.Zip, q.Zip)
}

// shortened are the abbreviations of words in streets by the Postal Service (Publication 28).
var shortened = map[string]string{
	"street": "st", "str": "st", "avenue": "ave", "av": "ave", "boulevard": "blvd", "drive": "dr", "road": "rd",
	"lane": "ln", "court": "ct", "circle": "cir",
	"place": "pl", "way": "way", "terrace": "ter", "parkway": "pkwy", "highway": "hwy", "square": "sq", "trail": "trl",
	"loop": "loop", "crescent": "cres",
	"alley": "aly", "plaza": "plz", "point": "pt", "ridge": "rdg", "canyon": "cyn", "heights": "hts", "mount": "mt",
	"saint": "st", "cove": "cv", "creek": "crk",
	"north": "n", "south": "s", "east": "e", "west": "w", "northeast": "ne", "northwest": "nw", "southeast": "se",
	"southwest": "sw",
}
