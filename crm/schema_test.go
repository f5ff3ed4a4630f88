package crm_test

import (
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"roomkey/crm"
)

func TestTypes_AreWellFormed(t *testing.T) {
	for _, kind := range crm.Types {
		if crm.TypeNamed(kind.Name) != kind || crm.TypePlural(kind.Plural) != kind {
			t.Errorf("%s is not found by its names", kind.Name)
		}
		for _, name := range append(slices.Concat(kind.RequireOne...), append(kind.Title, kind.Status)...) {
			if kind.Root(name) == nil {
				t.Errorf("%s names a field %s that it does not have", kind.Name, name)
			}
		}
		for i := range kind.Fields {
			checkField(t, kind.Name, &kind.Fields[i])
		}
		if kind.Root("tags") == nil || kind.Root("notes") == nil || !kind.Field("/notes/0/body").Long ||
			kind.Root("briefing").Kind != crm.KindText {
			t.Errorf("%s lacks what all types have", kind.Name)
		}
	}
}

// People read labels: each field has one, unlike those beside it, that is no name of RESO's, vCard's or iCalendar's.
func TestTypes_HaveLabelsThatPeopleSay(t *testing.T) {
	for _, kind := range crm.Types {
		if !said(kind.Label) || !said(kind.Labels) {
			t.Errorf("%s is called %q, many %q", kind.Name, kind.Label, kind.Labels)
		}
		checkLabels(t, kind.Name, kind.Fields)
	}
	listing, appointment := crm.TypeNamed("listing"), crm.TypeNamed("appointment")
	for label, field := range map[string]*crm.Field{
		"MLS number": listing.Root("ListingId"), "Address": listing.Root("UnparsedAddress"),
		"Status": listing.Root("StandardStatus"),
		"Beds":   listing.Root("BedroomsTotal"), "Baths": listing.Root("BathroomsTotalInteger"),
		"Square feet": listing.Root("LivingArea"),
		"Starts":      appointment.Root("DTSTART"), "Phones": crm.TypeNamed("client").Root("TEL"),
		"Purchase price": crm.TypeNamed("escrow").Root("purchasePrice"),
	} {
		if field.Label != label {
			t.Errorf("%s is called %q", field.Name, field.Label)
		}
	}
}

// said reports whether a label reads as people write it: it begins with a capital letter, and no word has one in its
// middle.
func said(label string) bool {
	inner := regexp.MustCompile(`[a-z][A-Z]|[_/.]`)
	return label != "" && !inner.MatchString(label) && unicode.IsUpper(rune(label[0])) &&
		strings.TrimSpace(label) == label
}

func checkLabels(t *testing.T, path string, fields []crm.Field) {
	t.Helper()
	taken := make(map[string]string)
	for i := range fields {
		f := &fields[i]
		at := path + "/" + f.Name
		if !said(f.Label) || taken[f.Label] != "" {
			t.Errorf("%s is called %q, as %q is", at, f.Label, taken[f.Label])
		}
		taken[f.Label] = at
		for option, label := range f.OptionLabels {
			if !slices.Contains(f.Options, option) || !said(label) && !strings.ContainsAny(label[:1], "0123456789") {
				t.Errorf("%s says %q for %q", at, label, option)
			}
		}
		for _, option := range f.Options {
			if f.OptionLabels[option] == "" && !said(option) {
				t.Errorf("%s has no label for %q", at, option)
			}
		}
		checkLabels(t, at, f.Fields)
		if f.Item != nil {
			checkLabels(t, at, []crm.Field{*f.Item})
		}
	}
}

func checkField(t *testing.T, path string, f *crm.Field) {
	t.Helper()
	path += "/" + f.Name
	switch f.Kind {
	case crm.KindEnum:
		if len(f.Options) == 0 {
			t.Errorf("%s has no options", path)
		}
		for from, moves := range f.Moves {
			for _, name := range append([]string{from}, moves...) {
				if !slices.Contains(f.Options, name) {
					t.Errorf("%s moves by %q, which is no option", path, name)
				}
			}
		}
	case crm.KindRef:
		if f.Ref != "user" && crm.TypeNamed(f.Ref) == nil {
			t.Errorf("%s refers to a %q", path, f.Ref)
		}
	case crm.KindList:
		checkField(t, path, f.Item)
		if f.Item.Kind == crm.KindMap && f.Item.Child("id") == nil {
			t.Errorf("the items of %s have no id", path)
		}
	case crm.KindMap:
		for i := range f.Fields {
			checkField(t, path, &f.Fields[i])
		}
	}
}

func TestField_PointersKeepTheHalvesApart(t *testing.T) {
	escrow := crm.TypeNamed("escrow")
	for pointer, found := range map[string]bool{
		"/purchasePrice": true, "/private/purchasePrice": false, "/private/loanAmount": true, "/loanAmount": false,
		"/contingencies/0/status": true, "/contingencies/0/nothing": false, "/earnestMoneyDeposit/amount": true,
		"/private/commission/splits/x/pct": true,
		"purchasePrice":                    false, "": false, "/": false, "/contingencies/": false, "/private/": false,
	} {
		if got := escrow.Field(pointer) != nil; got != found {
			t.Errorf("%q is found: %v", pointer, got)
		}
	}
}

func TestCheck_NamesTheFieldAtFault(t *testing.T) {
	for name, c := range map[string]struct{ fields, field string }{
		"fine": {`{"purchasePrice":1,"openedDate":"2026-02-28","tags":["a"],` +
			`"contingencies":[{"id":"x","type":"loan"}]}`, ""},
		"unknown":                   {`{"price":1}`, "/price"},
		"private in the shared":     {`{"loanAmount":1}`, "/loanAmount"},
		"half a cent":               {`{"purchasePrice":1.5}`, "/purchasePrice"},
		"too much money":            {`{"purchasePrice":1e14}`, "/purchasePrice"},
		"negative money":            {`{"purchasePrice":-1}`, "/purchasePrice"},
		"money as a text":           {`{"purchasePrice":"1"}`, "/purchasePrice"},
		"no such day":               {`{"openedDate":"2026-02-30"}`, "/openedDate"},
		"no such option":            {`{"side":"left"}`, "/side"},
		"a text where a list is":    {`{"tags":"a"}`, "/tags"},
		"a number in a list":        {`{"tags":["a",1]}`, "/tags/1"},
		"deep":                      {`{"contingencies":[{"id":"x","status":"gone"}]}`, "/contingencies/0/status"},
		"unknown, deep and escaped": {`{"earnestMoneyDeposit":{"a/b~":1}}`, "/earnestMoneyDeposit/a~1b~0"},
		"no UUID":                   {`{"listing":"x"}`, "/listing"},
		"null":                      {`{"purchasePrice":null}`, "/purchasePrice"},
		"too long": {`{"propertyAddress":"` + strings.Repeat("a", crm.MaxStringBytes+1) +
			`"}`, "/propertyAddress"},
	} {
		var fields map[string]any
		if err := json.Unmarshal([]byte(c.fields), &fields); err != nil {
			t.Fatal(err)
		}
		err := crm.TypeNamed("escrow").Check(fields, false)
		var e *crm.Error
		if c.field == "" && err != nil || c.field != "" && (!errors.As(err, &e) || e.Field != c.field) {
			t.Errorf("%s: %v", name, err)
		}
	}
	derived := map[string]any{"commission": map[string]any{"gci": 1.0}}
	if err := crm.TypeNamed("escrow").Check(derived, true); err == nil ||
		!strings.Contains(err.Error(), "/private/commission/gci") {
		t.Errorf("a derived field may be written: %v", err)
	}
}

func TestMissing_NamesTheFirstRequiredField(t *testing.T) {
	lead := crm.TypeNamed("lead")
	has := func(names ...string) func(string) bool {
		return func(name string) bool { return slices.Contains(names, name) }
	}
	for _, c := range []struct {
		has   []string
		field string
	}{
		{nil, "/name"}, {[]string{"name", "source", "stage"}, "/email"},
		{[]string{"name", "source", "stage", "phone"}, ""},
	} {
		var e *crm.Error
		if err := lead.Missing(has(c.has...)); c.field == "" && err != nil || c.field != "" &&
			(!errors.As(err, &e) || e.Field != c.field) {
			t.Errorf("with %v: %v", c.has, err)
		}
	}
}

func TestCheckMove_FollowsTheDrawnMoves(t *testing.T) {
	listing, escrow := crm.TypeNamed("listing").Root("StandardStatus"), crm.TypeNamed("escrow").Root("status")
	for _, c := range []struct {
		field    *crm.Field
		from, to string
		legal    bool
	}{
		{listing, "", "Closed", true}, {listing, "Closed", "Closed", true}, {listing, "Closed", "Active", false},
		{listing, "Active", "Closed", false},
		{listing, "Pending", "Closed", true}, {listing, "Active Under Contract", "Pending", true},
		{listing, "Withdrawn", "Expired", true},
		{escrow, "draft", "closed", false}, {escrow, "clear_to_close", "closed", true},
		{escrow, "closed", "cancelled", false}, {escrow, "open", "cancelled", true},
		{crm.TypeNamed("lead").Root("stage"), "closed", "new", true},
	} {
		if err := c.field.CheckMove("/status", c.from, c.to); (err == nil) != c.legal {
			t.Errorf("from %q to %q: %v", c.from, c.to, err)
		}
	}
}

func TestRoom_NamesAreExact(t *testing.T) {
	id := crm.ID{0xab, 15: 1}
	for _, room := range []crm.Room{crm.BrokerRoom(id), crm.TeamRoom(id), crm.UserRoom(id), crm.RecordRoom(id)} {
		kind, got, err := room.Parse()
		if err != nil || got != id || !strings.HasPrefix(string(room), kind+":") {
			t.Errorf("%s: %s %s %v", room, kind, got, err)
		}
	}
	for _, room := range []crm.Room{"", "user", "user:", "admin:" + crm.Room(id.String()),
		"user:" + crm.Room(strings.ToUpper(id.String())), "user:" + crm.Room(id.String()) + " "} {
		if _, _, err := room.Parse(); err == nil {
			t.Errorf("%q is a room", room)
		}
	}
}

func TestPrivateID_IsOfTheRecordAlone(t *testing.T) {
	// printf 'roomkey/private/' and sixteen zero bytes through sha256sum, its first 16 bytes.
	const want = "b4152eff-9321-d81a-2a1b-e2c9ab8093da"
	if got := crm.PrivateID(crm.ID{}).String(); got != want {
		t.Errorf("%s, not %s", got, want)
	}
	if crm.PrivateID(crm.ID{1}) == crm.PrivateID(crm.ID{2}) {
		t.Error("two records share a private document")
	}
}
