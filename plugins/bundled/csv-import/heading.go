package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"roomkey/crm"
)

// heading returns a heading or an option in the form for comparison: lower-case letters and digits.
func heading(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, signs.Replace(strings.ToLower(text)))
}

var signs = strings.NewReplacer("#", "number", "%", "pct")

// column is a column of the file and its target: a field's JSON Pointer, or a part of several fields (see parts.go),
// which begins with "~".
type column struct {
	at     int
	name   string // heading of the column
	target string
}

// columns are the file's columns and their targets.
type columns struct {
	list    []column
	ignored []string // headings
}

// readColumns determines the targets of the columns: from the mapping, else from a field's own name, else from a common
// heading.
func readColumns(kind *crm.RecordType, header *row, mapping map[string]string) (*columns, error) {
	said := make(map[string]string, len(mapping))
	for _, name := range slices.Sorted(maps.Keys(mapping)) {
		target, err := targetNamed(kind, mapping[name])
		if err != nil {
			return nil, err
		}
		said[heading(name)] = target
	}
	known := headings(kind)
	found := &columns{}
	for at, name := range header.cells {
		name = strings.TrimSpace(name)
		key := heading(name)
		target, told := said[key]
		if !told {
			target = known[key]
		}
		delete(said, key)
		switch {
		case target != "":
			found.list = append(found.list, column{at, name, target})
		case name != "":
			found.ignored = append(found.ignored, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(mapping)) {
		if _, missing := said[heading(name)]; missing {
			return nil, fmt.Errorf("the file has no column %s, which the mapping names; it has: %s", shown(name),
				strings.Join(header.cells, ", "))
		}
	}
	if len(found.list) == 0 {
		return nil, fmt.Errorf("none of the columns is known: %s. Give their fields in the mapping",
			strings.Join(header.cells, ", "))
	}
	return found, nil
}

// targetNamed returns the target of a name in a mapping: a field ("purchasePrice"), a field within one
// ("earnestMoneyDeposit.amount"), a pointer ("/private/loanAmount"), or nothing ("").
func targetNamed(kind *crm.RecordType, name string) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return "", nil
	}
	if target := headings(kind)[heading(name)]; strings.HasPrefix(target, "~") {
		return target, nil
	}
	pointer := "/" + strings.ReplaceAll(strings.TrimPrefix(name, "/"), ".", "/")
	for _, at := range []string{pointer, "/private" + pointer} {
		if f := kind.Field(at); f != nil && !f.Derived && !f.Server && !strings.HasPrefix(at, "/notes") {
			return at, nil
		}
	}
	if target := headings(kind)[heading(name)]; target != "" {
		return target, nil
	}
	return "", fmt.Errorf("the mapping names %s, and %s have no such field", shown(name), kind.Plural)
}

// headings returns the targets of a type's known headings.
func headings(kind *crm.RecordType) map[string]string {
	known, said := make(map[string]string), make(map[string]string)
	for i := range kind.Fields {
		f := &kind.Fields[i]
		at := "/" + f.Name
		if f.Private {
			at = "/private/" + f.Name
		}
		if f.Derived || f.Name == "notes" {
			continue
		}
		if !f.Server {
			known[heading(f.Name)] = at
			if f.Kind != crm.KindList || f.Item.Kind != crm.KindMap { // a column "Phones" holds no JSON
				said[heading(f.Label)] = at
			}
		}
		for k := range f.Fields {
			if child := &f.Fields[k]; !child.Derived {
				known[heading(f.Name+child.Name)] = at + "/" + child.Name
				said[heading(f.Label+child.Label)] = at + "/" + child.Name
			}
		}
	}
	for label, at := range said {
		if known[label] == "" {
			known[label] = at
		}
	}
	for _, list := range []string{commonHeadings[""], commonHeadings[kind.Name]} {
		for _, line := range strings.Split(strings.TrimSpace(list), "\n") {
			target, names, _ := strings.Cut(strings.TrimSpace(line), ": ")
			for _, name := range strings.Split(names, ",") {
				if own := kind.Root(strings.TrimSpace(name)); known[heading(name)] == "" || own != nil ||
					strings.HasPrefix(target, "~") {
					known[heading(name)] = target
				}
			}
		}
	}
	return known
}

// commonHeadings are the headings that other programs use, by type; "" is for all types.
var commonHeadings = map[string]string{
	"": `
~id: id, record id, roomkey id
~note: notes, note, comments, comment, memo
/tags: tag, labels, groups`,

	"listing": `
/ListingId: MLS, MLS Number, MLS No, MLS Num, ML Number, Listing Number, Listing No, Listing Key
/StandardStatus: Status, Listing Status, MLS Status
/PropertyType: Type, Class, Prop Type
/PropertySubType: Sub Type, Property Sub Type, Subtype, Style, Home Type
~address: Unparsed Address, Address, Property Address, Street Address, Full Address, Street, Location, Site Address
/UnitNumber: Unit, Apt, Apartment, Suite
/City: Property City, Town
/StateOrProvince: State, Province, ST, Property State
/PostalCode: Zip, Zip Code, Postcode, Property Zip
/Latitude: Lat
/Longitude: Lng, Lon, Long
/ParcelNumber: APN, Parcel, Assessor Parcel Number, Parcel No
/ListPrice: Price, Asking Price, Current Price, List Price, LP
/OriginalListPrice: Original Price, OLP
/ClosePrice: Sale Price, Sold Price, Selling Price, Closed Price, SP
/BedroomsTotal: Beds, Bedrooms, Bed, BR, Number Beds, Total Bedrooms
/BathroomsTotalInteger: Baths, Bathrooms, Bath, BA, Number Baths, Total Baths, Total Bathrooms
/LivingArea: Sq Ft, Square Feet, SQFT, Square Footage, Living Sq Ft, Building Sq Ft, Size, Sq. Ft. Living, Approx Sq Ft
/LotSizeSquareFeet: Lot Size, Lot Sq Ft, Lot Size Sq Ft, Lot Square Feet
/YearBuilt: Year, Built, Yr Built, Yr
/GarageSpaces: Garage, Garages, Garage Space
/AssociationFee: HOA, HOA Fee, HOA Dues, Association Dues
/AssociationFeeFrequency: HOA Frequency
/ListingContractDate: List Date, Listing Date, Date Listed, Listed
/OnMarketDate: On Market, Active Date
/ExpirationDate: Expires, Expiration, Expiry Date, Exp Date
/PurchaseContractDate: Contract Date, Pending Date, Under Contract Date
/CloseDate: Close of Escrow, COE, COE Date, Closing Date, Sold Date, Sale Date, Closed Date, Date Closed, Date Sold
/ListingAgreement: Agreement, Agreement Type
/OccupantType: Occupant, Occupancy, Occupied By
/PublicRemarks: Remarks, Description, Public Description, Marketing Remarks, Property Description
/PrivateRemarks: Agent Remarks, Confidential Remarks, Broker Remarks, Private Notes
/ShowingInstructions: Showing, Show Instructions, Showing Info
/private/LockBoxSerialNumber: Lockbox, Lock Box, Lockbox Serial
/private/AccessCode: Gate Code, Lockbox Code, Alarm Code, Combo
/private/OwnerName: Owner, Seller, Seller Name, Owner Names
/private/OwnerPhone: Seller Phone
/private/compensation/grossPct: Commission, Gross Commission, Commission Pct, Commission %`,

	"escrow": `
~number: escrowNumber, Escrow Number, Escrow, Escrow No, File Number
/status: Stage, Escrow Status, Transaction Status, State of Escrow
~listing: listing, MLS, MLS Number, MLS No, Listing Id, Listing Number
/propertyAddress: Address, Property, Street Address, Subject Property, Full Address, Unparsed Address
~city: City, Property City
~state: State, Property State, State Or Province
~zip: Zip, Zip Code, Postal Code, Property Zip
/transactionType: Transaction, Type, Deal Type
/side: Representing, Our Side, Represents, Agency, Representation
/purchasePrice: Sale Price, Price, Sales Price, Contract Price, Sold Price, Offer Price, Purchase Amount, Close Price
/earnestMoneyDeposit/amount: Earnest Money, Earnest Money Deposit, EMD, Deposit, Deposit Amount, Initial Deposit
/earnestMoneyDeposit/dueDate: Deposit Due, EMD Due, Deposit Due Date, EMD Due Date
/earnestMoneyDeposit/receivedDate: Deposit Received, EMD Received
/earnestMoneyDeposit/holder: Deposit Holder, Escrow Holder, Escrow Company, Escrow Officer, Title Company
/financing: Loan Type, Finance, Financing Type, Terms
/private/loanAmount: Loan, Mortgage, Loan Amt
/private/downPayment: Down, Down Pmt
/acceptanceDate: Accepted, Acceptance, Ratified Date, Contract Date, Purchase Contract Date, Date Accepted, Offer Accepted, Mutual Acceptance
/openedDate: Opened, Open Date, Open Escrow, Escrow Opened, Escrow Open Date, Date Opened, Opening Date
/finalWalkThroughDate: Walk Through, Walkthrough, Final Walkthrough, Walk Through Date
/closeOfEscrowDate: Close of Escrow, COE, COE Date, Closing Date, Close Date, Closing, Scheduled Close, Est Close, Estimated Closing, Estimated Close Date, Expected Close Date
/actualCloseDate: Closed, Actual Close, Closed Date, Date Closed, Actual COE
/possessionDate: Possession, Possession Transfer
/cancelReason: Cancellation Reason, Reason Cancelled
~contingency:investigation: Investigation Contingency, Inspection Contingency, Inspection Contingency Date, Investigation Contingency Date, Inspection Due
~contingency:appraisal: Appraisal Contingency, Appraisal Contingency Date, Appraisal Due
~contingency:loan: Loan Contingency, Loan Contingency Date, Financing Contingency, Loan Due
~party:buyer: Buyer, Buyers, Buyer Name, Buyer Names, Purchaser
~party:seller: Seller, Sellers, Seller Name, Seller Names
~party:lender: Lender, Loan Officer
~party:title officer: Title Officer
/private/commission/grossPct: Commission, Commission Pct, Commission %, Commission Rate, Gross Commission
/private/commission/sidePct: Side Commission, Side Pct, Side %
/private/commission/referralPct: Referral, Referral Fee, Referral %, Referral Pct`,

	"client": `
~name: Name, Full Name, Contact, Contact Name, Client, Client Name
/FirstName: First, Given Name, Fname, Forename
/LastName: Last, Surname, Family Name, Lname
/Email: E-mail, Email Address, E-mail Address, Email 1, Email 2, Email Addresses, Primary Email, Secondary Email, Personal Email, Work Email, E-mail 1 Value, E-mail 2 Value
~phone: Phone, Phone Number, Telephone, Phones, Primary Phone, Phone 1, Phone 2, Phone 1 Value, Phone 2 Value, Contact Number
~phone:cell: Mobile, Cell, Mobile Phone, Cell Phone, Mobile Number
~phone:home: Home Phone, Home
~phone:work: Work Phone, Office, Office Phone, Business Phone, Work
~street: Address, Street, Street Address, Mailing Address, Home Address, Home Street, Address 1, Address Line 1
~city: City, Home City, Town, Mailing City
~state: State, Home State, Province, Mailing State, ST
~zip: Zip, Zip Code, Postal Code, Home Postal Code, Mailing Zip
/ContactType: Type, Category, Client Type, Role
/ContactStatus: Status
/Company: Organization, Organisation, Company Name, Employer, Brokerage
/JobTitle: Title, Position, Job
/private/Birthdate: Birthday, Date of Birth, DOB, Birth Date
/Anniversary: Wedding Anniversary
/SpousePartnerName: Spouse, Partner, Spouse Name
/ReferredBy: Referral, Referrer
/LeadSource: Source, Origin
/Language: Preferred Language
/private/budget: Max Price, Price Range
/private/preapproval/amount: Preapproval, Pre-approval, Pre-approval Amount, Preapproved
/private/preapproval/lender: Lender`,

	"lead": `
/name: Full Name, Lead, Lead Name, Contact, Contact Name, Client Name
~first: First Name, First, Given Name, Fname
~last: Last Name, Last, Surname, Family Name, Lname
/email: E-mail, Email Address, E-mail Address, Email 1, Primary Email
/phone: Phone Number, Telephone, Mobile, Cell, Mobile Phone, Cell Phone, Primary Phone, Phone 1
/source: Lead Source, Origin, Campaign
/sourceDetail: Source Detail, Source Details, Ad, Referrer
/intent: Type, Lead Type, Interest, Looking To, Buyer Or Seller
/timeframe: Time Frame, Timeline, When
/priceMin: Min Price, Minimum Price, Price From
/priceMax: Max Price, Maximum Price, Budget, Price To, Price
/areas: Area, Neighborhoods, Neighborhood, Cities, City, Location, Areas of Interest
/stage: Status, Lead Status, Lead Stage, Pipeline Stage
/score: Lead Score, Rating
/assignedAt: Assigned, Assigned Date
/lastContactAt: Last Contact, Last Contacted, Last Activity
/nextTaskAt: Next Task, Follow Up, Next Follow Up, Follow Up Date
/lostReason: Reason Lost`,

	"appointment": `
/SUMMARY: Subject, Title, Event, Name, What
~start: DTSTART, Start, Starts, Begin, When
~end: DTEND, End, Ends, Finish
~startDate: Start Date, Date, Day
~startTime: Start Time, Time, Begin Time
~endDate: End Date
~endTime: End Time
/TZID: Timezone, Time Zone, TZ
/allDay: All Day Event
/LOCATION: Address, Where, Place, Property Address
/DESCRIPTION: Details, Agenda
/STATUS: State
/kind: Type, Appointment Type, Category, Event Type`,
}
