package search_test

import (
	"encoding/json"
	"testing"

	"roomkey/crm"
	"roomkey/crm/search"
)

// termVector is a record and what it is found by.
type termVector struct {
	Name   string                     `json:"name"`
	Type   string                     `json:"type"`
	Fields map[string]json.RawMessage `json:"fields"`
	Terms  search.Terms               `json:"terms"`
}

// of computes the terms of a record, whose fields are a JSON object.
func of(t testing.TB, kind, fields string) termVector {
	t.Helper()
	v := termVector{Type: kind}
	if err := json.Unmarshal([]byte(fields), &v.Fields); err != nil {
		t.Fatal(fields, err)
	}
	v.Terms = search.Of(crm.TypeNamed(kind), v.Fields)
	return v
}

// recordCases name the rules of terms.
var recordCases = [][3]string{
	{"a person with an e-mail address and a phone", "lead",
		`{"name":"Ana O’Brien-López","email":"Ana.Lopez@Example.com","phone":"(916) 555-0101","source":"Zillow"}`},
	{"a street has other forms", "listing",
		`{"ListingId":"MLS22698877","UnparsedAddress":"21st Street 1600-1602, St. Mary’s Ave","City":"Sainte-Foy"}`},
	{"amounts lose commas and cents", "lead",
		`{"name":"x","sourceDetail":"$450,000.00 or 1,234,567 and $12.50 but 3.14","priceMin":45000050,"priceMax":1}`},
	{"a number of groups is joined", "lead",
		`{"name":"x","phone":"+44 (0)20 7946-0958","sourceDetail":"95814 12 34 a 1 2 3"}`},
	{"prose and its long numbers", "lead",
		`{"name":"x","briefing":"Call 916.555.0102 before 5, gate 123456","notes":[` +
			`{"id":"4c1f5bf6-6d2e-4c7e-9d3a-0b8f7f4c2f10","body":"First"},{"id":"n2","body":"Line \"two\"\nthree"}]}`},
	{"names in signs", "client",
		`{"FirstName":"太郎","LastName":"山田","Company":"東京 不動産 株式会社","SpousePartnerName":"김 민수","JobTitle":"課長3号"}`},
	{"what is not searched", "client",
		`{"FirstName":"Bo","Birthdate":"1980-01-01","budget":5000000,"ContactStatus":"Active","ReferredBy":` +
			`"4C1F5BF6-6D2E-4C7E-9D3A-0B8F7F4C2F10","consent":{"email":true},"Anniversary":"2020-02-02"}`},
	{"links are not searched, captions are", "listing",
		`{"ListingId":"7","UnparsedAddress":"1 A St","City":"B","Media":[{"id":"m","url":"https://x.test/pool",` +
			`"caption":"Kitchen"}],"ListPrice":75000000,"LockBoxSerialNumber":"secret99","AccessCode":"4711"}`},
	{"nested values", "client",
		`{"LastName":"Ng","Email":["a@b.test","c@d.test"],"TEL":[{"id":"t","type":"Mobile","number":"+1 916 555 0103",` +
			`"preferred":true}],"ADR":[{"id":"a","street":"5 Ivy Blvd","locality":"Davis","code":"95616"}],"tags":["VIP"]}`},
	{"values that don't fit the schema", "lead",
		`{"name":7,"email":["x@y.test"],"phone":null,"notes":{"body":"no"},"tags":"none","priceMin":"12","areas":[1,"Oak"]}`},
	{"a long word counts by its beginning", "lead",
		`{"name":"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz ëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëë"}`},
}

func TestVectors_SearchTerms(t *testing.T) {
	var all []termVector
	for _, c := range recordCases {
		v := of(t, c[1], c[2])
		v.Name = c[0]
		all = append(all, v)
	}
	vectors(t, "search_terms.json", all)
}
