package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"roomkey/crm"
	"roomkey/plugins/bundled/words"
)

// read converts a cell into a field's value, in the form that encoding/json decodes. The error is a message for the
// person who supplied the file.
func read(f *crm.Field, cell string, zone *time.Location) (any, error) {
	switch f.Kind {
	case crm.KindText, crm.KindString:
		return cell, nil
	case crm.KindMoney:
		if cents, ok := words.Money(cell); ok {
			return float64(cents), nil
		}
		return nil, fmt.Errorf("%s is not an amount of money; $1,234.50 is", shown(cell))
	case crm.KindNumber:
		if number, ok := words.Number(cell); ok {
			return number, nil
		}
		return nil, fmt.Errorf("%s is not a number", shown(cell))
	case crm.KindDate:
		if date, ok := words.Date(cell); ok {
			return date, nil
		}
		return nil, fmt.Errorf("%s is not a date; 2026-06-05, 6/5/2026 (month first) and June 5, 2026 are", shown(cell))
	case crm.KindTime:
		if moment, ok := words.Moment(cell, zone); ok {
			return moment, nil
		}
		if moment, ok := words.Moment(cell+" 00:00", zone); ok { // a day stands for its beginning
			return moment, nil
		}
		return nil, fmt.Errorf("%s is not a date with a time; 6/5/2026 2:00 PM is", shown(cell))
	case crm.KindBool:
		if yes, ok := words.Bool(cell); ok {
			return yes, nil
		}
		return nil, fmt.Errorf("%s is neither yes nor no", shown(cell))
	case crm.KindEnum:
		return option(f, cell)
	case crm.KindList:
		return readList(f, cell, zone)
	case crm.KindMap:
		return readJSON(f, cell)
	}
	return cell, nil
}

// shown quotes a cell in a message, and shortens a long one.
func shown(cell string) string {
	if short := []rune(cell); len(short) > 40 {
		cell = string(short[:40]) + "…"
	}
	return "“" + strings.ReplaceAll(cell, "\n", " ") + "”"
}

// option finds an enum's option from common spellings.
func option(f *crm.Field, cell string) (any, error) {
	known := options[f]
	if known == nil {
		known = make(map[string]string)
		for _, option := range f.Options {
			known[heading(option)] = option
		}
		for option, label := range f.OptionLabels {
			known[heading(label)] = option
		}
		for word, option := range synonyms[f.Name] {
			if slices.Contains(f.Options, option) {
				known[word] = option
			}
		}
		options[f] = known
	}
	if option, ok := known[heading(cell)]; ok {
		return option, nil
	}
	return nil, fmt.Errorf("%s is none of: %s", shown(cell), strings.Join(f.Options, ", "))
}

// options caches the options of enums by spelling. A guest runs only one goroutine.
var options = make(map[*crm.Field]map[string]string)

// readList reads a list: JSON, or texts separated by semicolons, commas or line breaks.
func readList(f *crm.Field, cell string, zone *time.Location) (any, error) {
	if f.Item.Kind == crm.KindMap || strings.HasPrefix(cell, "[") {
		return readJSON(f, cell)
	}
	list := []any{}
	for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(";,|\n", r) }) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		value, err := read(f.Item, part, zone)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(list, value) {
			list = append(list, value)
		}
	}
	return list, nil
}

// readJSON reads a list or a map in the form of our own export.
func readJSON(f *crm.Field, cell string) (any, error) {
	var value any
	if err := json.Unmarshal([]byte(cell), &value); err != nil {
		return nil, fmt.Errorf("%s can't be read: this column takes JSON, as an export has it", shown(cell))
	}
	return writable(f, value), nil
}

// writable removes derived values, which an export includes.
func writable(f *crm.Field, value any) any {
	switch value := value.(type) {
	case map[string]any:
		for i := range f.Fields {
			if child := &f.Fields[i]; child.Derived {
				delete(value, child.Name)
			}
		}
	case []any:
		for i := range value {
			value[i] = writable(f.Item, value[i])
		}
	}
	return value
}

// synonyms are other words for the options of enums, by field and in the form of heading.
var synonyms = map[string]map[string]string{
	"StandardStatus": {
		"sold": "Closed", "cls": "Closed", "forsale": "Active", "act": "Active", "new": "Active",
		"contingent":       "Active Under Contract",
		"activecontingent": "Active Under Contract", "undercontract": "Active Under Contract", "pnd": "Pending",
		"pend": "Pending", "inescrow": "Pending",
		"cancelled": "Canceled", "cancel": "Canceled", "offmarket": "Withdrawn", "draft": "Incomplete",
		"comingsoonactive": "Coming Soon",
	},
	"PropertyType": {
		"house": "Residential", "singlefamily": "Residential", "singlefamilyresidence": "Residential",
		"singlefamilyhome": "Residential", "sfr": "Residential",
		"condo": "Residential", "condominium": "Residential", "townhouse": "Residential", "townhome": "Residential",
		"multifamily": "Residential Income",
		"duplex":      "Residential Income", "triplex": "Residential Income", "fourplex": "Residential Income",
		"rental": "Residential Lease",
		"lease":  "Residential Lease", "lot": "Land", "lotsandland": "Land", "vacantland": "Land",
		"mobilehome":   "Manufactured In Park",
		"manufactured": "Manufactured In Park", "commercial": "Commercial Sale",
	},
	"side": {"buying": "buyer", "buyside": "buyer", "buyers": "buyer", "selling": "seller", "sellside": "seller",
		"sellers": "seller", "listing": "seller", "both": "dual"},
	"financing": {"allcash": "Cash", "conv": "Conventional", "convloan": "Conventional",
		"ownerfinancing": "Seller Financing", "sellercarry": "Seller Financing"},
	"status": {
		"active": "open", "new": "open", "pending": "contingent", "cleartoclose": "clear_to_close",
		"ctc": "clear_to_close", "cleared": "clear_to_close",
		"sold": "closed", "canceled": "cancelled", "cancel": "cancelled", "fellthrough": "cancelled",
	},
	"intent": {"buyer": "buy", "buying": "buy", "seller": "sell", "selling": "sell", "buysell": "both",
		"buyandsell": "both", "renter": "rent", "tenant": "rent", "investor": "invest"},
	"stage": {
		"appointment": "appointment_set", "appointmentset": "appointment_set", "active": "active_client",
		"client": "active_client", "undercontract": "under_contract",
		"pastclient": "past_client", "cold": "nurture", "dead": "lost", "newlead": "new", "contact": "contacted",
	},
	"kind": {"openhouse": "open_house", "tour": "showing", "listingappointment": "listing_presentation",
		"phonecall": "call", "meeting": "other"},
	"STATUS":        {"busy": "CONFIRMED", "canceled": "CANCELLED"},
	"ContactStatus": {"vacation": "On Vacation", "current": "Active"},
	"OccupantType":  {"owneroccupied": "Owner", "tenantoccupied": "Tenant", "rented": "Tenant", "empty": "Vacant"},
	"method":        {"inperson": "In-Person", "online": "Virtual", "video": "Virtual", "zoom": "Virtual"},
	"timeframe": {"asap": "0-3", "now": "0-3", "immediately": "0-3", "03months": "0-3", "36months": "3-6",
		"612months": "6-12", "12+months": "12+", "12months": "12+", "overayear": "12+"},
}
