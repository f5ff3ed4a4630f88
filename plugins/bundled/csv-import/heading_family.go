package main

import (
	"regexp"
	"strings"

	"roomkey/crm"
)

// family finds a heading among those of telephones, e-mail addresses and postal addresses, which programs number and
// qualify in many ways: "E-mail 2 - Value", "Business Phone 2", "Address 1 - Postal Code", "Phone (mobile)".
func family(kind *crm.RecordType, name string) (target string) {
	if kind.Name != "client" && kind.Name != "lead" {
		return ""
	}
	if companionOf(kind, name) != "" || strings.Contains(name, "?") && yesOrNo.MatchString(name) {
		return "" // "Phone 1 - Type" belongs to another column, and "Do you like calls?" asks for no number
	}
	key := heading(name)
	switch {
	case doubted.MatchString(key):
		return "~doubt"
	case labelledKey.MatchString(key):
		return "~labelled"
	case strings.Contains(key, "optout") || strings.Contains(key, "optin") || strings.Contains(key, "donot"):
		return ""
	case strings.Contains(key, "spouse") || strings.Contains(key, "partner") || strings.Contains(key, "property"):
		return ""
	case strings.Contains(key, "email"):
		if kind.Name == "lead" {
			return "/email"
		}
		return "/Email"
	case phoneWord.MatchString(key):
		if kind.Name == "lead" {
			return "/phone"
		}
		return "~phone" + phoneKind(key)
	case kind.Name == "client" && strings.HasPrefix(key, "adrtype"): // "ADR;type=HOME" of a vCard
		return "~adr:" + strings.TrimPrefix(phoneKind(key), ":") + ":vcard"
	case kind.Name == "client":
		return addressPart(key)
	}
	return ""
}

var (
	phoneWord = regexp.MustCompile(`phone|mobile|cell|^tel\d*$|^teltype|fax\d*$`)
	// "Phone 1 - Status" says whether a number is right, and "Relation 1 - Value" is what its label says
	doubted     = regexp.MustCompile(`^(?:phone|email|mobile|cell)\d*(?:status|valid|quality)$`)
	labelledKey = regexp.MustCompile(`^(?:relation|event|customfield|website)\d+value$`)
	companion   = func(key string) string {
		for _, suffix := range []string{"label", "type", "isprimary", "ext", "extension", "countrycode"} {
			if of, ok := strings.CutSuffix(key, suffix); ok && (phoneWord.MatchString(of) ||
				labelledKey.MatchString(of+"value") || strings.Contains(of, "email") || strings.Contains(of,
				"address")) {
				return of
			}
		}
		return ""
	}
)

// yesOrNo is a question that is answered by yes or no, and not by a phone number or an e-mail address.
var yesOrNo = regexp.MustCompile(`(?i)^(?:do|does|did|are|is|was|were|has|will|would|should)\b.*\?\s*$`)

// companionOf is the key of the column that a heading such as "Phone 1 - Type" or "Email Typ" says something about.
func companionOf(kind *crm.RecordType, name string) string {
	if of := companion(heading(name)); of != "" {
		return of
	}
	if whole := unshortened(kind, name); len(whole) > 0 {
		return companion(heading(whole[0]))
	}
	return ""
}

// phoneKind is the kind of telephone that a heading names, as a target has it.
func phoneKind(key string) string {
	switch {
	case strings.Contains(key, "mobile") || strings.Contains(key, "cell") || strings.Contains(key, "iphone"):
		return ":cell"
	case strings.Contains(key, "fax"):
		return ":fax"
	case strings.Contains(key, "home"):
		return ":home"
	case strings.Contains(key, "work") || strings.Contains(key, "office") || strings.Contains(key, "business") ||
		strings.Contains(key, "company"):
		return ":work"
	}
	return ""
}

var (
	addressWords = regexp.MustCompile(`^(home|business|work|office|other|mailing|mail|billing|physical|primary|contact|` +
		`client|residence|current)?(?:address|addr)?(\d?)(home|business|work|other|mailing)?(?:address|addr)?` +
		`(street|streetaddress|line1|1|formatted|full|extendedaddress|street2|line2|2|pobox|city|town|locality|state|` +
		`stateprovince|province|region|zip|zipcode|zippostalcode|postalcode|postcode|postal|country|countryregion|` +
		`countryorregion)?(?:home|work|other)?$`)
	addressParts = map[string]string{"street": "street", "streetaddress": "street", "line1": "street", "1": "street",
		"formatted": "whole", "full": "whole", "": "whole", "extendedaddress": "line2", "street2": "line2",
		"line2": "line2", "2": "line2", "pobox": "box", "city": "city", "town": "city", "locality": "city",
		"state": "state", "stateprovince": "state", "province": "state", "region": "state", "zip": "zip",
		"zipcode": "zip", "zippostalcode": "zip", "postalcode": "zip", "postcode": "zip", "postal": "zip",
		"country": "country", "countryregion": "country", "countryorregion": "country"}
)

// addressPart is the target of a part of a postal address: "~adr:home:city".
func addressPart(key string) string {
	parts := addressWords.FindStringSubmatch(key)
	if parts == nil || parts[4] == "" && !strings.Contains(key, "addr") {
		return ""
	}
	group, number, part := parts[1]+parts[3], parts[2], parts[4]
	if part == "" && number != "" { // "Address 2" is a second line
		number, part = "", number
	}
	if addressParts[part] == "" {
		return ""
	}
	switch group {
	case "primary", "contact", "client", "current":
		group = ""
	case "mail":
		group = "mailing"
	}
	return "~adr:" + group + number + ":" + addressParts[part]
}
