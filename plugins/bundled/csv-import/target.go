package main

import (
	"fmt"
	"slices"
	"strings"

	"roomkey/crm"
)

// partLabels are what people call the parts that a column may be.
var partLabels = map[string]string{"~id": "Id", "~note": "Note", "~phone": "Phone", "~phone:cell": "Mobile phone",
	"~phone:home": "Home phone", "~phone:work": "Work phone", "~phone:fax": "Fax", "~name": "Full name",
	"~first": "First name", "~last": "Last name", "~suffix": "Name suffix", "~spouseFirst": "Spouse's first name",
	"~spouseLast": "Spouse's last name", "~address": "Address", "~houseNumber": "Street number",
	"~direction": "Street direction", "~streetName": "Street name", "~streetType": "Street type", "~acres": "Lot in " +
		"acres",
	"~directionAfter": "Direction after the street", "~saleOrRent": "For sale or rent",
	"~listOrClose": "List or sale price", "~bedsBaths": "Beds and baths", "~unit": "Unit",
	"~party:escrow officer": "Escrow officer", "~party:buyer's agent": "Buyer's agent",
	"~party:listing agent": "Listing agent", "~commission:buyer": "Commission of the buyer's side",
	"~commission:seller": "Commission of the seller's side", "~extension": "Extension at work",
	"~relation": "Relation", "~relationFirst": "Relation's first name", "~relationLast": "Relation's last name",
	"~private": "Private", "~is:Buyer": "Is a buyer", "~is:Seller": "Is a seller", "~lotUnit": "Unit of the lot",
	"~bathsFullHalf": "Full and half baths", "~labelled": "Relation or event", "~doubt": "State of a phone or e-mail",
	"~bathsFull": "Full baths", "~bathsHalf": "Half baths",
	"~hoaMonthly": "HOA fee by month", "~number": "Escrow " +
		"number",
	"~listing": "MLS number", "~city": "City", "~state": "State", "~zip": "ZIP code", "~party:buyer": "Buyer",
	"~party:seller": "Seller", "~party:lender": "Lender", "~party:title officer": "Title officer",
	"~contingency:investigation": "Investigation contingency", "~contingency:appraisal": "Appraisal contingency",
	"~contingency:loan": "Loan contingency", "~start": "Starts", "~end": "Ends", "~startDate": "Start date",
	"~startTime": "Start time", "~endDate": "End date", "~endTime": "End time", "~endZone": "Time zone of the end",
	"~dnc": "Do not contact", "~may": "May be contacted",
	"~not:/consent/email": "No e-mail", "~not:/consent/sms": "No text messages", "~not:/consent/call": "No calls"}

// isPart reports whether a type has columns that are this part.
func isPart(kind *crm.RecordType, target string) bool {
	for _, m := range headings(kind) {
		if m.target == target {
			return true
		}
	}
	if target == "~doubt" || target == "~labelled" || target == "~dnc" ||
		target == "~may" {
		return kind.Name == "client" || kind.Name == "lead"
	}
	return kind.Name == "client" && (strings.HasPrefix(target, "~adr:") && strings.Count(target, ":") == 2 ||
		strings.HasPrefix(target, "~phone"))
}

// targetNamed returns the target of a name in a mapping: a field ("purchasePrice"), a field within one
// ("earnestMoneyDeposit.amount"), a pointer ("/private/loanAmount"), a part ("~note"), or nothing ("").
func targetNamed(kind *crm.RecordType, name string) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return "", nil
	}
	if strings.HasPrefix(name, "~") && isPart(kind, name) {
		return name, nil
	}
	m, known := headings(kind)[heading(name)]
	if known && strings.HasPrefix(m.target, "~") {
		return m.target, nil
	}
	pointer := "/" + strings.ReplaceAll(strings.TrimPrefix(name, "/"), ".", "/")
	for _, at := range []string{pointer, "/private" + pointer} {
		if f := kind.Field(at); f != nil && !f.Derived && !f.Server && !strings.HasPrefix(at, "/notes") {
			return at, nil
		}
	}
	if known {
		return m.target, nil
	}
	if part := "~" + name; isPart(kind, part) { // as the output of an import shows it
		return part, nil
	}
	return "", fmt.Errorf("the mapping names %s, and %s have no such field", shown(name), kind.Plural)
}

// several reports whether a target holds the values of several columns.
func several(kind *crm.RecordType, target string) bool {
	if isConsent(target) {
		return true
	}
	if strings.HasPrefix(target, "~") {
		of, _, _ := strings.Cut(target, ":")
		return slices.Contains([]string{"~note", "~phone", "~party", "~labelled", "~doubt", "~private",
			"~contingency", "~tag"}, of)
	}
	f := kind.Field(target)
	return f != nil && f.Kind == crm.KindList
}

// labelOf is what people call a target.
func labelOf(kind *crm.RecordType, target string) string {
	if label := partLabels[target]; label != "" {
		return label
	}
	if rest, ok := strings.CutPrefix(target, "~adr:"); ok {
		group, part, _ := strings.Cut(rest, ":")
		of := map[string]string{"whole": "in full", "line2": "second line", "box": "PO box", "zip": "ZIP code"}[part]
		if of == "" {
			of = part
		}
		return strings.ReplaceAll(strings.Join(strings.Fields("Address "+group+" , "+of), " "), " ,", ",")
	}
	root := kind.Field(target)
	if at := strings.TrimPrefix(target, "/private"); strings.Count(at, "/") > 1 {
		cut := strings.LastIndex(target, "/")
		if outer := kind.Field(target[:cut]); outer != nil && root != nil {
			return outer.Label + ", " + strings.ToLower(root.Label[:1]) + root.Label[1:]
		}
	}
	if root == nil {
		return strings.TrimPrefix(target, "~")
	}
	return root.Label
}
