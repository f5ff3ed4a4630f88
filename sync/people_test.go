package sync_test

import "roomkey/crm"

// id makes an id of a small number.
func id(n byte) crm.ID { return crm.ID{0: n, 6: 0x40, 8: 0x80, 15: n} }

var (
	brokerage, otherBrokerage = id(1), id(2)
	harbor, valley            = id(3), id(4)

	broker   = crm.User{ID: id(10), Name: "broker", Role: crm.RoleBroker, Broker: brokerage}
	lead     = crm.User{ID: id(11), Name: "lead", Role: crm.RoleLead, Broker: brokerage, Teams: []crm.ID{harbor}}
	agent    = crm.User{ID: id(12), Name: "agent", Role: crm.RoleAgent, Broker: brokerage, Teams: []crm.ID{harbor}}
	mate     = crm.User{ID: id(13), Name: "mate", Role: crm.RoleAgent, Broker: brokerage, Teams: []crm.ID{harbor}}
	viewer   = crm.User{ID: id(14), Name: "viewer", Role: crm.RoleViewer, Broker: brokerage, Teams: []crm.ID{harbor}}
	stranger = crm.User{ID: id(15), Name: "stranger", Role: crm.RoleAgent, Broker: brokerage, Teams: []crm.ID{valley}}
	outsider = crm.User{ID: id(16), Name: "outsider", Role: crm.RoleAgent, Broker: otherBrokerage}
)
