//go:build !wasip1

package main

import (
	"strings"
	"testing"

	"roomkey/crm"
)

// Headings of ratios, and of prices per area, mean neither of the two.
func TestMeaningOf_ARatioIsNoAmount(t *testing.T) {
	for _, c := range []struct{ kind, target, names string }{
		{"listing", "", "SP % LP|SP%LP|SP/LP|SP/LP Ratio|SP % of LP|SP to LP|SP LP|SP_LP|SP/OLP|Sale to List|" +
			"Sold/List|Sale Price/List Price|List Price to Sale Price|Close Price / Original Price|SP % OLP|" +
			"% of List Price|List Price %|Sale Price Ratio|SP/SqFt|LP/SqFt|SP/SF|LP/Sq Ft|Prc/SqFt|Prc/SF|" +
			"Price per SqFt|$/Sq Ft|$/SqFt|SP$/SqFt|Sold $/SqFt|Sold Price / Sq Foot|Price (per SqFt)|" +
			"List Price (/sf)|Sale Price per Acre|Price/Acre|Price/Unit|ListPrice/SqFt|Amt/SF|Tax/SqFt|$/Acre"},
		{"listing", "/ListPrice", "LP|List Prc|List Price ($)|Price/List Price|Price (USD)|Asking Price/List Price"},
		{"listing", "/ClosePrice", "SP|Sold Prc|Sold Price ($)|Sale Price/Close Price"},
		{"listing", "~listOrClose", "LP/SP|List/Sale Price|List Price/Sold Price"},
		{"listing", "/LivingArea", "SqFt|SqFt Liv|Living Area (SqFt)|Size/SqFt"},
		{"listing", "/AssociationFee", "HOA Dues/Mo|Assoc Fee/Unit"},
		{"listing", "/CloseDate", "Close of Escrow|Close Dt"},
		{"listing", "/private/compensation/grossPct", "Commission %|Gross Commission %"},
		{"escrow", "", "SP/LP|Price/SqFt|Sale Price/SqFt|Down Payment (%)|Earnest Money %|Deposit %"},
		{"escrow", "/purchasePrice", "Purchase / Sale Price|Sale Price/Purchase Price|Contract Price ($)"},
		{"escrow", "/earnestMoneyDeposit", "Earnest Money/Deposit"},
		{"escrow", "/earnestMoneyDeposit/amount", "Earnest Money (3%)"},
		{"client", "", "Budget per SqFt|Num|Nbr|Client Number|Customer Number|Owner Number|Home Value|Office Name|" +
			"Email Typ|Phone 1 - Typ"},
		{"client", "/private/budget", "Price/Budget|Price Range"},
		{"client", "/LastName", "Lst Name|Lst Nm|Last Name"},
		{"client", "~phone", "Number|Phone Num|Primary Number|Contact Number|Phone?"},
		{"client", "/Email", "Email?|What is your email address?"},
		{"client", "~note:question", "Do you read your email often?|Do you have a cell phone?"},
		{"lead", "", "Num|Nbr|Lead Number|Email Typ"},
		{"lead", "~last", "Lst Name"},
		{"lead", "/lastContactAt", "Lst Contact"},
		{"listing", "/ListingContractDate", "Lst Dt"},
	} {
		for _, name := range strings.Split(c.names, "|") {
			m, ok := meaningOf(crm.TypeNamed(c.kind), name)
			if m.target != c.target && (ok || c.target != "") {
				t.Errorf("%s of a %s is %q, not %q", name, c.kind, m.target, c.target)
			}
		}
	}
}

// A closed sale whose only figures are a ratio and a list price has no sale price.
func TestFiles_ARatioIsNoPrice(t *testing.T) {
	const home = "MLS,Status,Type,Address,City,State,Zip,"
	for _, f := range []file{
		{kind: "a ratio of two", as: "listing",
			text: home + "LP,SP % LP,SP/SqFt\n1,Closed,Condo,1 A St,Davis,CA,95616,\"320,000\",98.4,321.43\n",
			want: []string{"ListPrice=32000000"}, never: []string{"ClosePrice"},
			said: []string{`"ignored":["SP % LP","SP/SqFt"]`}},
		{kind: "a ratio under the heading of a price", as: "listing",
			text: home + "List Price,Sold Price\n1,Closed,Condo,1 A St,Davis,CA,95616,\"320,000\",98.4\n",
			want: []string{"ClosePrice=9840"}, said: []string{"is less than $1,000: it may not be the sale price"}},
		{kind: "thousands", as: "escrow",
			text: "Address,Side,Price,Accepted,Opened,COE\n1 A St,buyer,512,2026-11-20,2026-11-22,2026-12-15\n",
			want: []string{"purchasePrice=51200"},
			said: []string{"is less than $1,000: it may not be the purchase price"}},
		{kind: "a rent is less", as: "listing",
			text: "MLS,Status,Type,Address,City,State,Zip,Price/Mo\n1,A,Rental,1 A St,Davis,CA,95616,950\n",
			want: []string{"ListPrice=95000"}},
		{kind: "numbers of rows are no phones", as: "client", text: "Num,Fst Name,Lst Name,Email Typ,Email\n" +
			"1,Xi,Li,Work,xi@example.com\n", want: []string{"FirstName=Xi LastName=Li"},
			never: []string{"From the imported"},
			said:  []string{`"ignored":["Num","Email Typ"]`}},
	} {
		t.Run(f.kind, func(t *testing.T) {
			f.check(t)
			if _, _, report := f.run(t); f.kind == "a rent is less" && strings.Contains(report, "$1,000") {
				t.Errorf("a rent is told of: %s", report)
			}
		})
	}
}
