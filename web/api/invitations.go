package api

import (
	"time"

	"roomkey/crm"
)

// Invitation is an address that was invited to the brokerage and has no account yet.
type Invitation struct {
	ID    crm.ID   `json:"id"`
	Email string   `json:"email"`
	Role  crm.Role `json:"role"`
	Teams []crm.ID `json:"teams"`
	// Who made its link.
	By        crm.ID    `json:"by"`
	CreatedAt time.Time `json:"createdAt"`
	ExpiresAt time.Time `json:"expiresAt"`
	// void: whoever made the link is no active broker any more. A new link opens an invitation again.
	Status string `json:"status" enum:"open,expired,void"`
	// The link, relative to the app's address: its fragment is the secret. Shown once, when the link is made.
	Path string `json:"path,omitempty"`
}

// InvitationsAnswer lists the brokerage's invitations, the newest first, with those that have expired lately.
type InvitationsAnswer struct {
	Items []Invitation `json:"items"`
}

// CreateInvitationRequest invites an address.
type CreateInvitationRequest struct {
	Email string   `json:"email" trim:"true" legible:"true" minLength:"1" maxLength:"200"`
	Role  crm.Role `json:"role"`
	Teams []crm.ID `json:"teams,omitempty" nullable:"true"`
}

// ReadInvitationRequest asks what a link invites to.
type ReadInvitationRequest struct {
	// The fragment of the link, without its #.
	Token string `json:"token" minLength:"1" maxLength:"100"`
}

// InvitationRead is an invitation as who has its link sees it.
type InvitationRead struct {
	// The brokerage's name.
	Brokerage string `json:"brokerage"`
	// The name of who made the link.
	InvitedBy string    `json:"invitedBy"`
	Email     string    `json:"email"`
	Role      crm.Role  `json:"role"`
	ExpiresAt time.Time `json:"expiresAt"`
}

// AcceptInvitationRequest makes the account that a link invites to.
type AcceptInvitationRequest struct {
	ReadInvitationRequest
	Name     string `json:"name" trim:"true" legible:"true" minLength:"1" maxLength:"120"`
	Password string `json:"password" minLength:"1" maxLength:"256"`
}
