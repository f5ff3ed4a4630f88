package crm

import "time"

// Rule is a rule across two scalar root fields of one half of a record: what Low holds is not above what High holds,
// and not equal to it where Apart is set. A rule whose fields do not both have a value holds.
type Rule struct {
	Low   string `json:"low"` // JSON Pointers
	High  string `json:"high"`
	Apart bool   `json:"apart,omitempty"`
	Below string `json:"below"` // what is wrong, said at Low: "must be before it ends"
	Above string `json:"above"` // … and at High
}

// The rules of each type. What is broken is refused where one user says it (REST, import, plugins, forms), and flagged
// for review at High where it comes out of a document: a merge of two good changes may break a rule.
var (
	escrowRules = []Rule{
		inOrder("/acceptanceDate", "/closeOfEscrowDate", "acceptance", "the close of escrow"),
		inOrder("/openedDate", "/closeOfEscrowDate", "the opening", "the close of escrow"),
		inOrder("/acceptanceDate", "/actualCloseDate", "acceptance", "the actual close"),
		inOrder("/acceptanceDate", "/finalWalkThroughDate", "acceptance", "the final walk-through"),
	}
	listingRules = []Rule{
		inOrder("/ListingContractDate", "/ExpirationDate", "the listing date", "it expires"),
		inOrder("/PurchaseContractDate", "/CloseDate", "the contract date", "the close date"),
	}
	appointmentRules = []Rule{{
		Low: "/DTSTART", High: "/DTEND", Apart: true, Below: "must be before it ends", Above: "must be after it starts",
	}}
	leadRules = []Rule{{
		Low: "/priceMin", High: "/priceMax", Below: "must be at most the maximum price",
		Above: "must be at least the minimum price",
	}}
)

// inOrder is the rule that one day does not come after another; low and high are what people call them.
func inOrder(lowPointer, highPointer, low, high string) Rule {
	return Rule{
		Low: lowPointer, High: highPointer, Below: "must not be after " + high, Above: "must not be before " + low,
	}
}

// Broken are the rules that the values of root fields break, as encoding/json decodes them, of which changed names one
// at least: what nobody touches may stay as it is. Each error is at High if that has changed, else at Low.
func (t *RecordType) Broken(value func(pointer string) any, changed func(pointer string) bool) []*Error {
	var broken []*Error
	for i := range t.Rules {
		r := &t.Rules[i]
		switch high := changed(r.High); {
		case !high && !changed(r.Low) || r.holds(value(r.Low), value(r.High)):
		case high:
			broken = append(broken, Invalid(r.High, "%s", r.Above))
		default:
			broken = append(broken, Invalid(r.Low, "%s", r.Below))
		}
	}
	return broken
}

// holds compares two numbers, two days or two times. What can't be compared is not the rule's business.
func (r *Rule) holds(low, high any) bool {
	order, ok := compare(low, high)
	return !ok || order < 0 || order == 0 && !r.Apart
}

func compare(low, high any) (order int, ok bool) {
	switch low := low.(type) {
	case float64:
		high, ok := high.(float64)
		return compareNumbers(low, high), ok
	case string:
		high, ok := high.(string)
		if !ok {
			return 0, false
		}
		a, ok := instant(low)
		b, also := instant(high)
		return a.Compare(b), ok && also
	}
	return 0, false
}

func compareNumbers(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// instant reads a time, or a day's beginning.
func instant(text string) (time.Time, bool) {
	for _, layout := range []string{time.DateOnly, time.RFC3339Nano} {
		if at, err := time.Parse(layout, text); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}

// Today is the latest day that has begun anywhere at a time: what is later than that is in the future for everybody.
func Today(now time.Time) string {
	const furthestEast = 14 * time.Hour
	return now.UTC().Add(furthestEast).Format(time.DateOnly)
}
