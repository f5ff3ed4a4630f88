package crm

var clientType = RecordType{
	Name: "client", Plural: "clients", Title: []string{"FirstName", "LastName"}, Status: "ContactStatus",
	RequireOne: [][]string{{"FirstName", "LastName"}},
	Fields: common(
		str("FirstName"), str("LastName"),
		list("Email", str("")), items("TEL", str("type"), str("number"), boolean("preferred")),
		items("ADR", str("type"), str("street"), str("locality"), str("region"), str("code"), str("country")),
		list("ContactType", enum("", "Buyer", "Seller", "Landlord", "Tenant", "Lead", "Prospect", "Loan Officer",
			"Escrow Officer", "Title Officer", "Inspector", "Appraiser", "Attorney", "Vendor", "Friend", "Family", "Other")),
		enum("ContactStatus", "Active", "Inactive", "On Vacation", "Deleted"),
		str("Company"), str("JobTitle"), sensitive(date("Birthdate")), date("Anniversary"), str("SpousePartnerName"),
		str("ReferredBy"), str("LeadSource"), str("Language"),
		object("consent", boolean("email"), boolean("sms"), boolean("call"), boolean("doNotContact")),
		sensitive(money("budget")), sensitive(object("preapproval", money("amount"), str("lender"), date("expires"))),
	),
}

// leadType: any stage may follow any other; the order of the options is the board's.
var leadType = RecordType{
	Name: "lead", Plural: "leads", Title: []string{"name"}, Status: "stage",
	RequireOne: [][]string{{"email", "phone"}},
	Fields: common(
		required(str("name")), str("email"), str("phone"), required(str("source")), str("sourceDetail"),
		enum("intent", "buy", "sell", "both", "rent", "invest"), enum("timeframe", "0-3", "3-6", "6-12", "12+"),
		money("priceMin"), money("priceMax"), list("areas", str("")),
		required(enum("stage", "new", "attempted", "contacted", "appointment_set", "met", "active_client", "under_contract", "closed",
			"past_client", "nurture", "lost", "trash")),
		between(0, 100, number("score")), clock("assignedAt"), clock("firstResponseAt"), clock("lastContactAt"), clock("nextTaskAt"),
		str("lostReason"), ref("client", "client"),
	),
}
