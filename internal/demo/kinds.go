package demo

import (
	"fmt"
	"strings"
	"time"

	"roomkey/crm"
)

func (m *maker) listing(n int) Spec {
	h := m.homes[n%len(m.homes)]
	status := m.pick("Active", "Active", "Active", "Active", "Active", "Pending", "Active Under Contract", "Closed",
		"Closed", "Coming Soon")
	listed, closing := -10-m.chance.IntN(80), 0
	if status == "Closed" { // over five months
		closing = -1 - 9*(n%17) // at the latest
		listed += closing
	}
	fields := map[string]any{
		"ListingId": fmt.Sprintf("DEMO%06d", 226000000%1000000+n), "StandardStatus": status,
		"PropertyType":    "Residential",
		"PropertySubType": h.subtype, "UnparsedAddress": m.address(), "City": h.city, "StateOrProvince": "CA",
		"PostalCode": h.zip,
		"Latitude":   h.latitude, "Longitude": h.longitude, "ListPrice": h.price,
		"OriginalListPrice": h.price + m.chance.IntN(5)*100_000,
		"BedroomsTotal":     h.beds, "BathroomsTotalInteger": h.baths, "LivingArea": h.sqft,
		"YearBuilt": 1950 + m.chance.IntN(70), "GarageSpaces": m.chance.IntN(4),
		"ListingContractDate": m.day(listed), "OnMarketDate": m.day(listed + 3),
		"OccupantType": m.pick("Owner", "Tenant", "Vacant"),
		"PublicRemarks": fmt.Sprintf("%s in %s with %d square feet. %s", h.subtype, h.city, int(h.sqft),
			m.pick("Close to parks and schools.", "Fresh paint throughout.", "Corner lot with mature trees.",
				"Newer roof and windows.")),
	}
	if status == "Closed" {
		fields["ClosePrice"], fields["CloseDate"] = h.price-m.chance.IntN(3)*100_000, m.day(closing-m.chance.IntN(9))
	}
	spec := Spec{Type: crm.TypeNamed("listing"), Fields: fields, Created: m.since(closing, listed)}
	if n%3 == 0 {
		first, last := m.person()
		spec.Private = map[string]any{"LockBoxSerialNumber": fmt.Sprintf("LB-%05d", m.chance.IntN(100_000)),
			"AccessCode": fmt.Sprintf("%04d", m.chance.IntN(10_000)),
			"OwnerName":  first + " " + last, "OwnerPhone": m.phone(),
			"compensation": map[string]any{"grossPct": 5.0, "sidePct": 2.5}}
	}
	if n%5 == 0 {
		spec.Later = []map[string]any{{"ListPrice": h.price + 250_000}, {"ListPrice": h.price}}
	}
	return spec
}

func (m *maker) client(n int) Spec {
	first, last := m.person()
	spec := Spec{Type: crm.TypeNamed("client"), Fields: map[string]any{
		"FirstName": first, "LastName": last, "Email": []any{email(first, last, n)},
		"TEL": []any{map[string]any{"id": "tel-1", "type": "mobile", "number": m.phone(), "preferred": true}},
		"ADR": []any{map[string]any{"id": "adr-1", "type": "home", "street": m.address(),
			"locality": "Sacramento", "region": "CA", "code": "95814"}},
		"ContactType":   []any{m.pick("Buyer", "Seller", "Prospect")},
		"ContactStatus": m.pick("Active", "Active", "Inactive"),
		"LeadSource":    m.source(), "consent": map[string]any{"email": true, "sms": n%2 == 0, "call": true,
			"doNotContact": false},
	}}
	if n%4 == 0 {
		spec.Private = map[string]any{"budget": (300 + m.chance.IntN(600)) * 100_000,
			"Birthdate": fmt.Sprintf("19%02d-06-15", 50+m.chance.IntN(50))}
	}
	return spec
}

func (m *maker) lead(n int) Spec {
	first, last := m.person()
	low := (200 + m.chance.IntN(400)) * 100_000
	stages := crm.TypeNamed("lead").Root("stage").Options
	spec := Spec{Type: crm.TypeNamed("lead"), Fields: map[string]any{
		"name": first + " " + last, "email": email(first, last, n), "phone": m.phone(), "source": m.source(),
		"intent": m.pick("buy", "sell", "both", "rent", "invest"), "timeframe": m.pick("0-3", "3-6", "6-12", "12+"),
		"priceMin": low, "priceMax": low + 15_000_000, "areas": []any{m.homes[n%len(m.homes)].city},
		"stage": stages[m.chance.IntN(len(stages))], "score": m.chance.IntN(101),
	}, Later: []map[string]any{{"lastContactAt": m.hour(-1-n*n%11, 16+n%8)}}}
	assigned := -m.chance.IntN(60) - 1
	spec.Fields["assignedAt"] = m.hour(assigned, 18)
	if spec.Fields["stage"] != "new" { // somebody has answered: mostly soon
		answered, err := time.Parse(time.RFC3339, m.hour(assigned, 18))
		if err == nil { // always
			spec.Fields["firstResponseAt"] = answered.Add(time.Duration(2+n*n%110) * time.Minute).Format(time.RFC3339)
		}
	}
	return spec
}

func (m *maker) escrow(n int) Spec {
	h := m.homes[(n*7)%len(m.homes)]
	status := m.pick("open", "open", "contingent", "contingent", "clear_to_close", "closed", "draft")
	accepted, closing := -5-m.chance.IntN(25), 0
	if status == "closed" { // over five months
		closing = -1 - n*23%150
		accepted = closing - 35
	}
	fields := map[string]any{
		"status": status, "propertyAddress": fmt.Sprintf("%s, %s, CA %s", m.address(), h.city, h.zip),
		"side": m.pick("buyer", "seller", "dual"), "purchasePrice": h.price,
		"earnestMoneyDeposit": m.deposit(h.price/100, accepted+4, n%7 == 3),
		"financing":           m.pick("Cash", "Conventional", "FHA", "VA"), "acceptanceDate": m.day(accepted),
		"openedDate":        m.day(accepted + 1),
		"closeOfEscrowDate": m.day(accepted + 35),
		"contingencies": []any{
			m.contingency("investigation", accepted+17, n%4 == 0), m.contingency("appraisal", accepted+17, n%6 == 0),
			m.contingency("loan", accepted+21, n%4 == 0),
		},
		"checklist": m.checklist(accepted, status == "closed", n),
	}
	if status == "closed" {
		fields["actualCloseDate"] = m.day(closing)
	}
	private := map[string]any{"loanAmount": h.price / 5 * 4, "commission": map[string]any{"grossPct": 5.0,
		"sidePct": 2.5, "splits": []any{map[string]any{"id": "agent", "payee": "Agent", "pct": 70}}}}
	return Spec{Type: crm.TypeNamed("escrow"), Fields: fields, Private: private, Created: m.since(closing, accepted),
		Later: []map[string]any{{"purchasePrice": h.price + 100_000}, {"purchasePrice": h.price}}}
}

// contingency is one that is due the given number of days after the demo's. Those that are due earlier were removed in
// time, but for some that are late.
func (m *maker) contingency(kind string, due int, late bool) map[string]any {
	c := map[string]any{"id": kind, "type": kind, "dueDate": m.day(due), "status": "active"}
	if due < 0 && (!late || due < -20) {
		c["status"], c["removedAt"] = "removed", m.hour(due-1, 19)
	}
	return c
}

// deposit is due the given number of days after the demo's, and has arrived a day before, unless it is late.
func (m *maker) deposit(amount, due int, late bool) map[string]any {
	deposit := map[string]any{"amount": amount, "dueDate": m.day(due), "holder": "Demo Title"}
	if due < 0 && (!late || due < -20) {
		deposit["receivedDate"] = m.day(due - 1)
	}
	return deposit
}

// checklist is what is done in each escrow, and by which day after the acceptance.
func (m *maker) checklist(accepted int, closed bool, n int) []any {
	items := make([]any, len(steps))
	for i, step := range steps {
		status := "todo"
		if due := accepted + step.days; closed || due < 0 && (due < -6 || (n+i)%5 > 0) { // some of this week's are late
			status = "done"
		}
		items[i] = map[string]any{"id": step.id, "title": step.title, "due": m.day(accepted + step.days),
			"required": step.required, "status": status}
	}
	return items
}

var steps = []struct {
	id, title string
	days      int
	required  bool
}{
	{"preliminary", "Order the preliminary report", 3, true},
	{"inspection", "Book the home inspection", 6, false},
	{"disclosures", "Send the disclosures", 7, true},
	{"appraisal", "Order the appraisal", 9, false},
	{"signed", "Return the signed disclosures", 14, true},
	{"insurance", "Bind the homeowner's insurance", 24, false},
	{"statement", "Review the closing statement", 30, true},
	{"keys", "Hand over the keys", 35, false},
}

func (m *maker) appointment(n int) Spec {
	kind := m.pick("showing", "open_house", "listing_presentation", "buyer_consult", "inspection", "appraisal",
		"signing", "call")
	first, last := m.person()
	at, from := m.chance.IntN(40)-15, 16+m.chance.IntN(8)
	return Spec{Type: crm.TypeNamed("appointment"), Fields: map[string]any{
		"SUMMARY": strings.ToUpper(kind[:1]) + strings.ReplaceAll(kind[1:], "_", " ") + " with " + first + " " + last,
		"DTSTART": m.hour(at, from),
		"DTEND":   m.hour(at, from+1),
		"TZID":    "America/Los_Angeles", "LOCATION": m.address() + ", Sacramento",
		"STATUS": m.pick("CONFIRMED", "CONFIRMED", "TENTATIVE"),
		"kind":   kind, "method": m.pick("In-Person", "Virtual"), "outcome": "pending",
		"DESCRIPTION": "Bring the folder.",
	}}
}

func (m *maker) source() string {
	return m.pick("Website", "Referral", "Open house", "Sign call", "Past client")
}

// email returns an address in a domain that is reserved for examples.
func email(first, last string, n int) string {
	return strings.ToLower(first) + "." + strings.ToLower(strings.ReplaceAll(last, "ö", "o")) + fmt.Sprint(n) +
		"@example.com"
}
