package crm

var clientType = RecordType{
	Name: "client", Plural: "clients", Label: "Client", Labels: "Clients",
	Title: []string{"FirstName", "LastName"}, Status: "ContactStatus",
	RequireOne: [][]string{{"FirstName", "LastName"}},
	Fields: common(
		str("FirstName", "First name"), str("LastName", "Last name"),
		list("Email", "Email addresses", str("", "Email address")),
		items("TEL", "Phones", "Phone", str("type", "Type"), str("number", "Number"),
			boolean("preferred", "Preferred")),
		items("ADR", "Addresses", "Address", str("type", "Type"), str("street", "Street"), str("locality", "City"),
			str("region", "State"), str("code", "ZIP code"), str("country", "Country")),
		list("ContactType", "Contact types", enum("", "Contact type", "Buyer", "Seller", "Landlord", "Tenant", "Lead",
			"Prospect", "Loan Officer", "Escrow Officer", "Title Officer", "Inspector",
			"Appraiser", "Attorney", "Vendor",
			"Friend", "Family", "Other")),
		enum("ContactStatus", "Status", "Active", "Inactive", "On Vacation", "Deleted"),
		str("Company", "Company"), str("JobTitle", "Job title"), sensitive(date("Birthdate", "Birthday")),
		date("Anniversary", "Anniversary"), str("SpousePartnerName", "Spouse or partner"),
		str("ReferredBy", "Referred by"),
		str("LeadSource", "Lead source"), str("Language", "Language"),
		object("consent", "Consent", boolean("email", "Email"), boolean("sms", "Text messages"),
			boolean("call", "Calls"),
			boolean("doNotContact", "Do not contact")),
		sensitive(money("budget", "Budget")),
		sensitive(object("preapproval", "Preapproval", money("amount", "Amount"), str("lender", "Lender"),
			date("expires", "Expires"))),
	),
}

// leadType: any stage may follow any other; the order of the options is the board's.
var leadType = RecordType{
	Name: "lead", Plural: "leads", Label: "Lead", Labels: "Leads",
	Title: []string{"name"}, Status: "stage",
	RequireOne: [][]string{{"email", "phone"}},
	Fields: common(
		required(str("name", "Name")), str("email", "Email"), str("phone", "Phone"), required(str("source", "Source")),
		str("sourceDetail", "Source details"),
		enum("intent", "Intent", "buy=Buy", "sell=Sell", "both=Buy and sell", "rent=Rent", "invest=Invest"),
		enum("timeframe", "Timeframe", "0-3=Within 3 months", "3-6=3 to 6 months", "6-12=6 to 12 months",
			"12+=After 12 months"),
		money("priceMin", "Minimum price"), money("priceMax", "Maximum price"), list("areas", "Areas", str("", "Area")),
		required(enum("stage", "Stage", "new=New", "attempted=Attempted", "contacted=Contacted",
			"appointment_set=Appointment set", "met=Met", "active_client=Active client",
			"under_contract=Under contract",
			"closed=Closed", "past_client=Past client", "nurture=Nurture", "lost=Lost", "trash=Trash")),
		between(0, 100, number("score", "Score")), clock("assignedAt", "Assigned"),
		clock("firstResponseAt", "First response"), clock("lastContactAt", "Last contact"),
		clock("nextTaskAt", "Next task"),
		str("lostReason", "Reason lost"), ref("client", "Client", "client"),
	),
}
