package crm_test

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"roomkey/crm"
)

// whole are records that nothing is wrong with, by type; rows below change fields of them.
var whole = map[string]string{
	"escrow": `{"propertyAddress":"12 Oak Street","side":"buyer","purchasePrice":45000000,` +
		`"acceptanceDate":"2026-11-02","openedDate":"2026-11-03","closeOfEscrowDate":"2026-12-04"}`,
	"listing": `{"ListingId":"ML8123","StandardStatus":"Active","PropertyType":"Residential",` +
		`"UnparsedAddress":"12 Oak Street","City":"Davis","StateOrProvince":"CA","PostalCode":"95616",` +
		`"ListPrice":45000000}`,
	"client": `{"FirstName":"Ana","LastName":"Ortiz"}`,
	"appointment": `{"SUMMARY":"Showing","DTSTART":"2026-12-04T22:00:00Z","DTEND":"2026-12-04T23:00:00Z",` +
		`"TZID":"America/Los_Angeles","kind":"showing"}`,
	"lead": `{"name":"Ana Ortiz","email":"ana@example.com","source":"Web","stage":"new"}`,
}

// ruleRows are changes of whole records: of the shared half and of the private one.
var ruleRows = []struct{ kind, fields, private string }{
	{"escrow", `{}`, ``}, {"listing", `{}`, ``}, {"client", `{}`, ``}, {"appointment", `{}`, ``}, {"lead", `{}`, ``},

	// Across fields.
	{"appointment", `{"DTEND":"2026-12-04T22:00:00Z"}`, ``},
	{"appointment", `{"DTEND":"2026-12-04T21:00:00Z"}`, ``},
	{"appointment", `{"DTEND":"2026-12-04T14:30:00-08:00"}`, ``},
	{"appointment", `{"DTSTART":"2026-12-05T00:00:00+02:00"}`, ``},
	{"appointment", `{"DTEND":"soon"}`, ``},
	{"escrow", `{"closeOfEscrowDate":"2026-11-01"}`, ``},
	{"escrow", `{"closeOfEscrowDate":"2026-11-03"}`, ``},
	{"escrow", `{"acceptanceDate":"2026-12-05","openedDate":"2026-12-06"}`, ``},
	{"escrow", `{"actualCloseDate":"2026-10-31"}`, ``},
	{"escrow", `{"finalWalkThroughDate":"2026-11-01"}`, ``},
	{"listing", `{"ListingContractDate":"2026-05-06","ExpirationDate":"2026-05-05"}`, ``},
	{"listing", `{"ExpirationDate":"2026-05-05"}`, ``},
	{"listing", `{"PurchaseContractDate":"2026-05-06","CloseDate":"2026-05-05"}`, ``},
	{"lead", `{"priceMin":50000000,"priceMax":45000000}`, ``},
	{"lead", `{"priceMin":50000000,"priceMax":50000000}`, ``},
	{"lead", `{"priceMin":50000000}`, ``},

	// E-mail addresses and phones.
	{"lead", `{"email":"ana"}`, ``}, {"lead", `{"email":"ana@example"}`, ``}, {"lead", `{"email":"a b@example.com"}`, ``},
	{"lead", `{"email":"ana@example.com, bo@example.com"}`, ``}, {"lead", `{"email":"Ana <ana@example.com>"}`, ``},
	{"lead", `{"email":" ana@example.com "}`, ``}, {"lead", `{"email":"josé@exámple.es"}`, ``},
	{"lead", `{"email":"o'brien+x@sub.example.co.uk"}`, ``}, {"lead", `{"email":"ana@example..com"}`, ``},
	{"lead", `{"email":"ana@-example.com"}`, ``}, {"lead", `{"email":"","phone":"(805) 555-0134"}`, ``},
	{"lead", `{"email":"ana@example.com\u0000"}`, ``}, {"lead", `{"email":"用户@例子.广告"}`, ``},
	{"lead", `{"phone":"805.555.0134 x12"}`, ``}, {"lead", `{"phone":"+44 20 7946 0958"}`, ``},
	{"lead", `{"phone":"call me"}`, ``}, {"lead", `{"phone":"12"}`, ``}, {"lead", `{"phone":"1234567890123456"}`, ``},
	{"lead", `{"phone":"1-800-FLOWERS"}`, ``}, {"lead", `{"phone":"805 555 0134 home"}`, ``},
	{"lead", `{"phone":"555-0134"}`, ``}, {"lead", `{"phone":"805‑555‑0134"}`, ``}, {"lead", `{"phone":"ana@b.com"}`, ``},
	{"client", `{"Email":["ana@example.com","bo","","bo@example.com"]}`, ``},
	{"client", `{"TEL":[{"id":"a","number":"call me"},{"id":"b","number":"(805) 555-0134"},{"id":"c"}]}`, ``},

	// Names.
	{"client", `{"FirstName":"  "}`, ``}, {"client", `{"FirstName":""}`, ``}, {"client", `{"LastName":"\u200b"}`, ``},
	{"client", `{"FirstName":"A\u0007na"}`, ``}, {"client", `{"FirstName":"A\nna"}`, ``},
	{"client", `{"FirstName":"李","LastName":"O’Neil-Łuczak"}`, ``}, {"client", `{"FirstName":"","LastName":""}`, ``},
	{"lead", `{"name":" ","source":"\t"}`, ``}, {"escrow", `{"propertyAddress":"\u00a0"}`, ``},
	{"appointment", `{"SUMMARY":"🏠"}`, ``},

	// Days, money, numbers.
	{"client", `{}`, `{"Birthdate":"2026-11-30"}`}, {"client", `{}`, `{"Birthdate":"2026-11-29"}`},
	{"client", `{}`, `{"Birthdate":"1849-12-31"}`}, {"client", `{}`, `{"Birthdate":"1850-01-01"}`},
	{"client", `{"Anniversary":"1899-12-31"}`, ``}, {"client", `{"Anniversary":"2201-01-01"}`, ``},
	{"client", `{"Anniversary":"2026-02-30"}`, ``}, {"lead", `{"nextTaskAt":"1899-12-31T23:59:59Z"}`, ``},
	{"lead", `{"nextTaskAt":"2026-12-04"}`, ``}, {"lead", `{"nextTaskAt":"2026-12-04T24:00:00Z"}`, ``},
	{"escrow", `{"purchasePrice":-1}`, ``}, {"escrow", `{"purchasePrice":1.5}`, ``},
	{"escrow", `{"purchasePrice":10000000000001}`, ``}, {"escrow", `{"purchasePrice":"450000"}`, ``},
	{"escrow", `{"purchasePrice":true}`, ``}, {"escrow", `{"propertyAddress":12}`, ``},
	{"listing", `{"BedroomsTotal":2.5,"BathroomsTotalInteger":2.5}`, ``}, {"listing", `{"LivingArea":1000000000001}`, ``},
	{"listing", `{"YearBuilt":1599}`, ``}, {"listing", `{"Latitude":90.5,"Longitude":-181}`, ``},
	{"lead", `{"score":101}`, ``}, {"listing", `{}`, `{"compensation":{"grossPct":100.5,"sidePct":-1}}`},
	{"escrow", `{}`, `{"commission":{"splits":[{"id":"a","pct":101}],"fees":[{"id":"b","amount":-1}]}}`},
	{"escrow", `{"contingencies":[{"id":"a","dueDate":"1776-07-04"}],"checklist":[{"id":"b","due":"soon"}]}`, ``},
	{"escrow", `{"earnestMoneyDeposit":{"amount":-5,"dueDate":"2201-01-01","other":1}}`, ``},
	{"listing", `{}`, `{"OwnerName":" ","OwnerPhone":"none"}`},
	{"escrow", `{"side":"left","status":"gone","tags":"a","financing":null}`, ``},
	{"listing", `{"ListingId":"","City":"","ListPrice":-1,"YearBuilt":1987.5}`, ``}, // all at once
}

// editRows are edits: what was there, by whatever rules there were then, and what is there now.
var editRows = []struct{ kind, before, after, beforePrivate, afterPrivate string }{
	{"lead", `{"email":"ana"}`, `{"email":"ana","phone":"12"}`, ``, ``},
	{"lead", `{"email":"ana"}`, `{"email":"bo"}`, ``, ``},
	{"lead", `{"email":"ana"}`, `{"email":""}`, ``, ``},
	{"lead", `{"name":"  "}`, `{"name":"  ","score":5}`, ``, ``},
	{"lead", `{"name":""}`, `{"name":"","score":5}`, ``, ``},
	{"lead", `{}`, `{"name":""}`, ``, ``},
	{"lead", `{"priceMin":2,"priceMax":1}`, `{"priceMin":2,"priceMax":1,"score":5}`, ``, ``},
	{"lead", `{"priceMin":2,"priceMax":1}`, `{"priceMin":3,"priceMax":1}`, ``, ``},
	{"lead", `{"priceMin":1,"priceMax":2}`, `{"priceMin":3,"priceMax":2}`, ``, ``},
	{"lead", `{"priceMin":1,"priceMax":5}`, `{"priceMin":6,"priceMax":4}`, ``, ``},
	{"client", `{"Email":["ana","bo"]}`, `{"Email":["bo","ana","cy"]}`, ``, ``},
	{"client", `{"TEL":[{"id":"a","number":"none"}]}`,
		`{"TEL":[{"id":"b","number":"none"},{"id":"a","number":"none","type":"home"}]}`, ``, ``},
	{"client", `{}`, `{}`, `{"Birthdate":"2027-01-01"}`, `{"Birthdate":"2027-01-01"}`},
	{"client", `{}`, `{}`, `{"Birthdate":"2027-01-01"}`, `{"Birthdate":"2027-01-02"}`},
	{"escrow", `{"earnestMoneyDeposit":{"dueDate":"1776-07-04"}}`,
		`{"earnestMoneyDeposit":{"dueDate":"1776-07-04","amount":-1}}`, ``, ``},
	{"appointment", `{"DTEND":"2026-12-04T21:00:00Z"}`, `{"DTEND":"2026-12-04T21:00:00Z","LOCATION":"Here"}`, ``, ``},
}

func TestVectors_Rules(t *testing.T) {
	const today = "2026-11-29"
	changed := func(kind, change string) json.RawMessage {
		fields := map[string]json.RawMessage{}
		for _, text := range []string{whole[kind], change} {
			if err := json.Unmarshal([]byte(text), &fields); err != nil {
				t.Fatal(text, err)
			}
		}
		maps.DeleteFunc(fields, func(_ string, value json.RawMessage) bool { return string(value) == "null" })
		raw, err := json.Marshal(fields)
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	or := func(text string) json.RawMessage {
		if text == "" {
			return nil
		}
		return json.RawMessage(text)
	}
	var all []ruleVector
	for _, row := range ruleRows {
		all = append(all, ruleVector{Type: row.kind, Today: today, Fields: changed(row.kind, row.fields),
			Private: or(row.private)})
	}
	for _, row := range editRows {
		all = append(all, ruleVector{Type: row.kind, Today: today, Before: changed(row.kind, row.before),
			BeforePrivate: or(row.beforePrivate), Fields: changed(row.kind, row.after), Private: or(row.afterPrivate)})
	}
	faulty := 0
	for i := range all {
		all[i].Faults = faultsOf(t, &all[i])
		faulty += min(len(all[i].Faults), 1)
	}
	for i := range crm.Types {
		if len(all[i].Faults) > 0 {
			t.Errorf("a whole %s: %v", all[i].Type, all[i].Faults)
		}
	}
	if faulty < 60 || slices.ContainsFunc(all, func(v ruleVector) bool { return v.Type == "" }) {
		t.Errorf("%d of %d rows have faults", faulty, len(all))
	}
	vectors(t, "rules.json", all)
}
