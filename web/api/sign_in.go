package api

import (
	"time"

	"roomkey/crm"
)

// LoginRequest signs a person in.
type LoginRequest struct {
	Email    string `json:"email" trim:"true" minLength:"1" maxLength:"254"`
	Password string `json:"password" minLength:"1" maxLength:"256"`
}

// SignIn is an access token, for the Authorization header, and whose it is.
type SignIn struct {
	AccessToken string    `json:"accessToken"`
	ExpiresAt   time.Time `json:"expiresAt"`
	User        User      `json:"user"`
	// Which sign-in it is: a device that is told of its end from elsewhere (revokedSession of a refusal, close code
	// 4502) knows by it whether it is meant.
	Session   crm.ID `json:"session"`
	SetCookie string `json:"-" header:"Set-Cookie"`
	// The refresh token, and after a sign-in what the device is known by: cookies that no script can read.
	SetDevice string `json:"-" header:"Set-Cookie"`
}

// SignedOut takes the refresh cookie away.
type SignedOut struct {
	SetCookie string `json:"-" header:"Set-Cookie"`
}

// Token is a personal token as its owner sees it.
type Token struct {
	ID        crm.ID     `json:"id"`
	Name      string     `json:"name"`
	Scope     string     `json:"scope" enum:"read,write"`
	CreatedAt time.Time  `json:"createdAt"`
	UsedAt    *time.Time `json:"usedAt"`
	ExpiresAt *time.Time `json:"expiresAt"`
	// The token itself: shown once, when it is made.
	Token string `json:"token,omitempty"`
}

// TokensAnswer lists one's own personal tokens.
type TokensAnswer struct {
	Items []Token `json:"items"`
}

// MemberToken is a personal token as the broker role sees it.
type MemberToken struct {
	ID crm.ID `json:"id"`
	// Whose it is.
	User      crm.ID     `json:"user"`
	Name      string     `json:"name"`
	Scope     string     `json:"scope" enum:"read,write"`
	CreatedAt time.Time  `json:"createdAt"`
	UsedAt    *time.Time `json:"usedAt"`
	ExpiresAt *time.Time `json:"expiresAt"`
}

// MemberTokensRequest asks for a page of the brokerage's personal tokens.
type MemberTokensRequest struct {
	Cursor string `query:"cursor"` // The next of an earlier answer.
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

// MemberTokensAnswer is a page of the brokerage's personal tokens, the newest first.
type MemberTokensAnswer struct {
	Items []MemberToken `json:"items"`
	// The cursor of the page that follows; null at the end.
	Next *string `json:"next"`
}

// CreateTokenRequest makes a personal token.
type CreateTokenRequest struct {
	Name  string `json:"name" trim:"true" legible:"true" minLength:"1" maxLength:"120"`
	Scope string `json:"scope" enum:"read,write"`
	// When it ends; it never does unless told.
	ExpiresAt *time.Time `json:"expiresAt,omitempty" nullable:"true"`
}

// Session is one place where somebody is signed in.
type Session struct {
	ID crm.ID `json:"id"`
	// What the browser calls itself.
	Device    string    `json:"device"`
	CreatedAt time.Time `json:"createdAt"`
	UsedAt    time.Time `json:"usedAt"`
	ExpiresAt time.Time `json:"expiresAt"`
	// Whether this request came by it.
	Current bool `json:"current"`
}

// SessionsRequest asks for one's own sessions.
type SessionsRequest struct {
	// Those too that expired in the last 90 days: their devices may still hold copies of records.
	Expired bool `query:"expired"`
}

// SessionsAnswer lists where one is signed in.
type SessionsAnswer struct {
	Items []Session `json:"items"`
}

// MemberSessionsRequest asks for a page of the brokerage's sessions.
type MemberSessionsRequest struct {
	// Those too that expired in the last 90 days: their devices may still hold copies of records.
	Expired bool   `query:"expired"`
	Cursor  string `query:"cursor"` // The next of an earlier answer.
	Limit   int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

// MemberSession is one place where somebody of the brokerage is signed in.
type MemberSession struct {
	ID   crm.ID `json:"id"`
	User crm.ID `json:"user"`
	// What the browser calls itself.
	Device    string    `json:"device"`
	CreatedAt time.Time `json:"createdAt"`
	UsedAt    time.Time `json:"usedAt"`
	ExpiresAt time.Time `json:"expiresAt"`
	// Whether this request came by it.
	Current bool `json:"current"`
}

// MemberSessionsAnswer is a page of the brokerage's sessions, the newest first.
type MemberSessionsAnswer struct {
	Items []MemberSession `json:"items"`
	// The cursor of the page that follows; null at the end.
	Next *string `json:"next"`
}
