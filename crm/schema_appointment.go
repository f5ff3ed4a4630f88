package crm

var appointmentType = RecordType{
	Name: "appointment", Plural: "appointments", Title: []string{"SUMMARY"}, Status: "STATUS",
	Fields: common(
		required(str("SUMMARY")), required(clock("DTSTART")), required(clock("DTEND")), required(str("TZID")), boolean("allDay"),
		str("LOCATION"), text("DESCRIPTION"), enum("STATUS", "TENTATIVE", "CONFIRMED", "CANCELLED"),
		enum("CLASS", "PUBLIC", "PRIVATE", "CONFIDENTIAL"),
		items("ATTENDEE", str("contact"), enum("PARTSTAT", "NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED")),
		str("RRULE"),
		required(enum("kind", "showing", "open_house", "listing_presentation", "buyer_consult", "inspection", "appraisal", "signing",
			"call", "other")),
		enum("method", "In-Person", "Virtual"), enum("outcome", "pending", "completed", "no_show", "rescheduled"),
		object("linked", ref("listing", "listing"), ref("client", "client"), ref("lead", "lead"), ref("escrow", "escrow")),
	),
}
