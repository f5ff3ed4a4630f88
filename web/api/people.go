package api

import "roomkey/crm"

// User is a member of a brokerage.
type User struct {
	ID     crm.ID   `json:"id"`
	Email  string   `json:"email"`
	Name   string   `json:"name"`
	Role   crm.Role `json:"role"`
	Broker crm.ID   `json:"broker"`
	Teams  []crm.ID `json:"teams"`
	// Whether the account was disabled.
	Disabled bool `json:"disabled,omitempty"`
	// Of a new user for whom none was given; shown once.
	Password string `json:"password,omitempty"`
	// Of the caller alone: how the Automerge actors of their devices begin, hexadecimal.
	ActorPrefix string `json:"actorPrefix,omitempty"`
}

// UsersAnswer lists everybody in the brokerage.
type UsersAnswer struct {
	Items []User `json:"items"`
}

// CreateUserRequest adds a user.
type CreateUserRequest struct {
	Email string   `json:"email" trim:"true" legible:"true" minLength:"1" maxLength:"254"`
	Name  string   `json:"name" trim:"true" legible:"true" minLength:"1" maxLength:"120"`
	Role  crm.Role `json:"role"`
	Teams []crm.ID `json:"teams,omitempty" nullable:"true"`
	// Where none is given one is made, and shown in the answer.
	Password *string `json:"password,omitempty" nullable:"true" minLength:"1" maxLength:"256"`
}

// PatchUserRequest changes what is given of a user.
type PatchUserRequest struct {
	ByID
	Name     *string   `json:"name,omitempty" nullable:"true" trim:"true" legible:"true" minLength:"1" maxLength:"120"`
	Role     *crm.Role `json:"role,omitempty" nullable:"true"`
	Teams    *[]crm.ID `json:"teams,omitempty" nullable:"true"`
	Disabled *bool     `json:"disabled,omitempty" nullable:"true"`
	Password *string   `json:"password,omitempty" nullable:"true" minLength:"1" maxLength:"256"`
}

// PatchMeRequest changes what is given of the caller's own account.
type PatchMeRequest struct {
	Name     *string `json:"name,omitempty" nullable:"true" trim:"true" legible:"true" minLength:"1" maxLength:"120"`
	Password *string `json:"password,omitempty" nullable:"true" minLength:"1" maxLength:"256"`
	// The one before, where a new one is given.
	CurrentPassword *string `json:"currentPassword,omitempty" nullable:"true" minLength:"1" maxLength:"256"`
}

// Team is a team of a brokerage.
type Team struct {
	ID   crm.ID `json:"id"`
	Name string `json:"name"`
}

// TeamsAnswer lists the brokerage's teams.
type TeamsAnswer struct {
	Items []Team `json:"items"`
}

// CreateTeamRequest adds a team.
type CreateTeamRequest struct {
	Name string `json:"name" trim:"true" legible:"true" minLength:"1" maxLength:"120"`
}

// PatchTeamRequest renames a team.
type PatchTeamRequest struct {
	ByID
	Name *string `json:"name,omitempty" trim:"true" legible:"true" nullable:"true" minLength:"1" maxLength:"120"`
}

// Person is how members of a brokerage know each other.
type Person struct {
	ID   crm.ID `json:"id"`
	Name string `json:"name"`
	// By which the app draws the person everywhere. Those of people who work together differ while there are enough.
	Colour int `json:"colour" minimum:"1" maximum:"12"`
	// Whether records may be given to them: not to viewers, nor to who is disabled.
	Owns bool `json:"owns"`
}

// PeopleAnswer lists the names of one's brokerage.
type PeopleAnswer struct {
	// The brokerage's own name.
	Brokerage string   `json:"brokerage"`
	Items     []Person `json:"items"`
}
