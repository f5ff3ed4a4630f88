package crm

var escrowType = RecordType{
	Name: "escrow", Plural: "escrows", Title: []string{"propertyAddress", "escrowNumber"}, Status: "status",
	Fields: common(
		Field{Name: "escrowNumber", Kind: KindString, Server: true}, // ESC-YYYY-NNN, never reused
		escrowStatus, str("cancelReason"),
		ref("listing", "listing"), required(str("propertyAddress")), str("transactionType"),
		required(enum("side", "buyer", "seller", "dual")), required(money("purchasePrice")),
		object("earnestMoneyDeposit", money("amount"), date("dueDate"), date("receivedDate"), str("holder")),
		enum("financing", "Cash", "Conventional", "FHA", "VA", "USDA", "Seller Financing", "Other"),
		sensitive(money("loanAmount")), sensitive(money("downPayment")),
		required(date("acceptanceDate")), required(date("openedDate")), date("finalWalkThroughDate"),
		required(date("closeOfEscrowDate")), date("actualCloseDate"), date("possessionDate"),
		items("contingencies",
			enum("type", "investigation", "appraisal", "loan", "title", "HOA", "saleOfBuyerProperty", "insurance"),
			date("dueDate"), enum("status", "active", "removed", "waived", "extended", "failed"), clock("removedAt")),
		items("parties", str("contact"), str("role")),
		items("checklist", str("title"), date("due"), ref("assignee", "user"), boolean("required"),
			enum("status", "todo", "done", "na")),
		sensitive(object("commission", percent("grossPct"), percent("sidePct"), percent("referralPct"),
			items("splits", str("payee"), percent("pct")), items("fees", str("label"), money("amount")),
			derived(money("gci")), derived(money("net")))),
	),
}

var escrowStatus = Field{
	Name: "status", Kind: KindEnum,
	Options: []string{"draft", "open", "contingent", "clear_to_close", "closed", "cancelled"},
	Moves: map[string][]string{
		"draft":          {"open", "cancelled"},
		"open":           {"contingent", "cancelled"},
		"contingent":     {"clear_to_close", "cancelled"},
		"clear_to_close": {"closed", "cancelled"},
		"closed":         {},
		"cancelled":      {},
	},
}
