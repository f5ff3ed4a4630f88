package crm

var escrowType = RecordType{
	Name: "escrow", Plural: "escrows", Label: "Escrow", Labels: "Escrows",
	Title: []string{"propertyAddress", "escrowNumber"}, Status: "status", Rules: escrowRules,
	Fields: common(
		server(str("escrowNumber", "Escrow number")), // ESC-YYYY-NNN, never reused
		escrowStatus, str("cancelReason", "Reason for cancelling"),
		ref("listing", "Listing", "listing"), required(named("propertyAddress", "Property address")),
		str("transactionType", "Transaction type"),
		required(enum("side", "Side", "buyer=Buyer", "seller=Seller", "dual=Dual")), required(money("purchasePrice",
			"Purchase price")),
		object("earnestMoneyDeposit", "Earnest money deposit", money("amount", "Amount"), date("dueDate", "Due date"),
			date("receivedDate", "Received date"), str("holder", "Held by")),
		enum("financing", "Financing", "Cash", "Conventional", "FHA", "VA", "USDA", "Seller Financing", "Other"),
		sensitive(money("loanAmount", "Loan amount")), sensitive(money("downPayment", "Down payment")),
		required(date("acceptanceDate", "Acceptance date")), required(date("openedDate", "Opening date")),
		date("finalWalkThroughDate", "Final walk-through date"),
		required(date("closeOfEscrowDate", "Close of escrow date")),
		date("actualCloseDate", "Actual close date"), date("possessionDate", "Possession date"),
		items("contingencies", "Contingencies", "Contingency",
			enum("type", "Type", "investigation=Investigation", "appraisal=Appraisal",
				"loan=Loan", "title=Title", "HOA",
				"saleOfBuyerProperty=Sale of buyer's property", "insurance=Insurance"),
			date("dueDate", "Due date"),
			enum("status", "Status", "active=Active", "removed=Removed", "waived=Waived",
				"extended=Extended", "failed=Failed"),
			clock("removedAt", "Removed")),
		items("parties", "Parties", "Party", str("contact", "Contact"), str("role", "Role")),
		items("checklist", "Checklist", "Checklist item", str("title", "Title"), date("due", "Due date"),
			ref("assignee", "Assigned to", "user"), boolean("required", "Required"),
			enum("status", "Status", "todo=To do", "done=Done", "na=Not applicable")),
		sensitive(object("commission", "Commission", percent("grossPct", "Gross percent"),
			percent("sidePct", "Side percent"),
			percent("referralPct", "Referral percent"),
			items("splits", "Splits", "Split", str("payee", "Paid to"), percent("pct", "Percent")),
			items("fees", "Fees", "Fee", str("label", "Fee for"), money("amount", "Amount")),
			derived(money("gci", "Gross commission")), derived(money("net", "Net commission")))),
	),
}

var escrowStatus = moving(
	enum("status", "Status", "draft=Draft", "open=Open", "contingent=Contingent", "clear_to_close=Clear to close",
		"closed=Closed", "cancelled=Cancelled"),
	map[string][]string{
		"draft":          {"open", "cancelled"},
		"open":           {"contingent", "cancelled"},
		"contingent":     {"clear_to_close", "cancelled"},
		"clear_to_close": {"closed", "cancelled"},
		"closed":         {},
		"cancelled":      {},
	},
)
