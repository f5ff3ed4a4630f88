package store

import "roomkey/crm"

// Team is a team of a brokerage.
type Team struct {
	ID     crm.ID `json:"id"`
	Broker crm.ID `json:"broker"`
	Name   string `json:"name"`
}
