package web

import (
	"encoding/hex"

	"roomkey/crm"
	realtime "roomkey/sync"
	"roomkey/web/api"
)

// selfOf is the caller as they see themselves.
func selfOf(user *crm.User) api.User {
	shown := userOf(user)
	prefix := realtime.ActorPrefix(user.ID)
	shown.ActorPrefix = hex.EncodeToString(prefix[:])
	return shown
}

func userOf(u *crm.User) api.User {
	return api.User{ID: u.ID, Email: u.Email, Name: u.Name, Role: u.Role, Broker: u.Broker,
		Teams:    append([]crm.ID{}, u.Teams...),
		Disabled: u.Disabled}
}
