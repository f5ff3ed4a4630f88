package main

import (
	"regexp"
	"slices"
	"strings"

	"roomkey/crm"
)

// shortWords are how programs shorten the words of headings.
var shortWords = map[string]string{"cd": "code", "dt": "date", "num": "number", "nbr": "number", "yr": "year",
	"blt": "built", "ba": "baths", "bth": "baths", "bths": "baths", "bath": "baths", "bd": "beds", "bdrm": "beds",
	"bdrms": "beds", "br": "beds", "liv": "living", "lvg": "living", "addr": "address", "prc": "price", "pr": "price",
	"amt": "amount", "agt": "agent", "ofc": "office", "lst": "list", "sld": "sold", "cls": "close", "exp": "expiration",
	"orig": "original", "apx": "approx", "sfx": "suffix", "gar": "garage", "desc": "description", "rmks": "remarks",
	"pub": "public", "ph": "phone", "phn": "phone", "fst": "first", "prop": "property", "typ": "type", "stat": "status",
	"cty": "city", "nm": "name", "zp": "zip", "sqft": "sqft",
	"contr": "contract", "pend": "pending", "addl": "additional"}

var headingWord = regexp.MustCompile(`[\pL\d']+`)

// unshortened are the forms of a heading with whole words, as it stands and turned: "Postal Cd" is "postal code", "Ba
// Full" "full baths", and "SqFt Liv" "living sqft". Long headings have none.
func unshortened(kind *crm.RecordType, name string) (forms []string) {
	words := headingWord.FindAllString(strings.ToLower(name), -1)
	if len(words) > 4 || len(words) == 1 && (words[0] == "num" || words[0] == "nbr") { // a number of what?
		return nil
	}
	people := kind.Name == "client" || kind.Name == "lead"
	for i, word := range words {
		if word == "lst" && people {
			words[i] = "last"
			continue
		}
		if whole := shortWords[word]; whole != "" {
			words[i] = whole
		}
	}
	for range words {
		forms = append(forms, strings.Join(words, " "))
		words = slices.Concat(words[1:], words[:1])
	}
	return forms
}
