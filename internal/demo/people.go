package demo

import (
	"crypto/sha256"

	"roomkey/crm"
)

// Password is the password of every demo account.
const Password = "demo-password"

// Team is a team of the demo.
type Team struct {
	ID     crm.ID
	Name   string
	Broker crm.ID
}

// The brokerages and teams of the demo.
var (
	DemoRealty  = id("brokerage", 1)
	OtherRealty = id("brokerage", 2)
	Brokerages  = map[crm.ID]string{DemoRealty: "Demo Realty", OtherRealty: "Other Realty"}
	Harbor      = Team{id("team", 1), "Harbor", DemoRealty}
	Valley      = Team{id("team", 2), "Valley", DemoRealty}
	Coast       = Team{id("team", 3), "Coast", OtherRealty}
	Teams       = []Team{Harbor, Valley, Coast}
)

// The accounts of the demo, which share one password.
var (
	Broker = crm.User{ID: id("user", 1), Email: "broker@demo.test", Name: "Bea Broker", Role: crm.RoleBroker,
		Broker: DemoRealty, Teams: []crm.ID{Harbor.ID, Valley.ID}}
	Lead = crm.User{ID: id("user", 2), Email: "lead@demo.test", Name: "Lee Lead", Role: crm.RoleLead,
		Broker: DemoRealty, Teams: []crm.ID{Harbor.ID}}
	Agent1 = crm.User{ID: id("user", 3), Email: "agent1@demo.test", Name: "Ana Agent", Role: crm.RoleAgent,
		Broker: DemoRealty, Teams: []crm.ID{Harbor.ID}}
	Agent2 = crm.User{ID: id("user", 4), Email: "agent2@demo.test", Name: "Abe Agent", Role: crm.RoleAgent,
		Broker: DemoRealty, Teams: []crm.ID{Harbor.ID}}
	Viewer = crm.User{ID: id("user", 5), Email: "viewer@demo.test", Name: "Vic Viewer", Role: crm.RoleViewer,
		Broker: DemoRealty, Teams: []crm.ID{Harbor.ID}}
	Agent3 = crm.User{ID: id("user", 6), Email: "agent3@demo.test", Name: "Val Agent", Role: crm.RoleAgent,
		Broker: DemoRealty, Teams: []crm.ID{Valley.ID}}
	Outsider = crm.User{ID: id("user", 7), Email: "outsider@other.test", Name: "Olu Outsider", Role: crm.RoleAgent,
		Broker: OtherRealty, Teams: []crm.ID{Coast.ID}}
	Users = []crm.User{Broker, Lead, Agent1, Agent2, Viewer, Agent3, Outsider}
)

// id returns the nth id of a kind. It is the same every time and has the form of a version 8 UUID.
func id(kind string, n int) crm.ID {
	sum := sha256.Sum256([]byte{'d', 'e', 'm', 'o', '/', kind[0], kind[len(kind)-1], byte(len(kind)), byte(n >> 24),
		byte(n >> 16), byte(n >> 8), byte(n)})
	made := crm.ID(sum[:16])
	made[6] = made[6]&0x0f | 0x80
	made[8] = made[8]&0x3f | 0x80
	return made
}
