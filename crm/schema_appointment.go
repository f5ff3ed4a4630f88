package crm

var appointmentType = RecordType{
	Name: "appointment", Plural: "appointments", Label: "Appointment", Labels: "Appointments",
	Title: []string{"SUMMARY"}, Status: "STATUS", Rules: appointmentRules,
	Fields: common(
		required(named("SUMMARY", "Title")), required(clock("DTSTART", "Starts")), required(clock("DTEND", "Ends")),
		required(str("TZID", "Time zone")), boolean("allDay", "All day"),
		str("LOCATION", "Location"), text("DESCRIPTION", "Description"),
		enum("STATUS", "Status", "TENTATIVE=Tentative", "CONFIRMED=Confirmed", "CANCELLED=Cancelled"),
		enum("CLASS", "Privacy", "PUBLIC=Public", "PRIVATE=Private", "CONFIDENTIAL=Confidential"),
		items("ATTENDEE", "Attendees", "Attendee", str("contact", "Contact"),
			enum("PARTSTAT", "Answer", "NEEDS-ACTION=No answer yet", "ACCEPTED=Accepted", "DECLINED=Declined",
				"TENTATIVE=Tentative", "DELEGATED=Delegated")),
		of(FormatRepeat, str("RRULE", "Repeats")),
		required(enum("kind", "Kind", "showing=Showing", "open_house=Open house",
			"listing_presentation=Listing presentation",
			"buyer_consult=Buyer consultation", "inspection=Inspection", "appraisal=Appraisal",
			"signing=Signing", "call=Call",
			"other=Other")),
		enum("method", "Method", "In-Person=In person", "Virtual"),
		enum("outcome", "Outcome", "pending=Pending", "completed=Completed", "no_show=No-show",
			"rescheduled=Rescheduled"),
		object("linked", "Linked records", ref("listing", "Listing", "listing"), ref("client", "Client", "client"),
			ref("lead", "Lead", "lead"), ref("escrow", "Escrow", "escrow")),
	),
}
