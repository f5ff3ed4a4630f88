package main

// takeRole reads a column that says yes or no to what its heading names: whether somebody buys, or sells.
func takeRole(d *draft, role string, c cell) {
	is, ok := boolOf(c.text)
	switch {
	case !ok:
		d.notes = append(d.notes, c.column+": "+c.text)
	case is && d.kind.Name == "client":
		d.put("/ContactType", []any{role})
	case is:
		d.parts["~is:"+role] = "yes"
	}
}

// completeRole makes the intent of what a lead is said to be.
func completeRole(d *draft) {
	switch buys, sells := d.parts["~is:Buyer"] != "", d.parts["~is:Seller"] != ""; {
	case buys && sells:
		d.otherwise("/intent", "both")
	case buys:
		d.otherwise("/intent", "buy")
	case sells:
		d.otherwise("/intent", "sell")
	}
}
