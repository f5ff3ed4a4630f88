package crm

// Types is the schema: every record type with every field, in the order in which forms show them. Listings use the RESO
// Data Dictionary 2.0 names; contacts follow vCard and RESO Contacts; appointments follow iCalendar (RFC 5545); escrows
// use the terms of California escrow practice. It is data: nothing changes it at run time.
var Types = []*RecordType{&escrowType, &listingType, &clientType, &appointmentType, &leadType}

// TypeNamed finds a record type by its singular name; nil where there is none.
func TypeNamed(name string) *RecordType {
	for _, t := range Types {
		if t.Name == name {
			return t
		}
	}
	return nil
}

// TypePlural finds a record type by its plural, as addresses have it; nil where there is none.
func TypePlural(plural string) *RecordType {
	for _, t := range Types {
		if t.Plural == plural {
			return t
		}
	}
	return nil
}
