package nats

import (
	"errors"
	"strings"

	"github.com/nats-io/nats.go"

	"roomkey/crm"
)

// connectOutside connects to NATS outside. Where that is away, the region works alone and connects when it is there, as
// it does when it loses it. Errors: unauthenticated, where NATS refuses what should open it; unavailable, where the
// addresses can't be read.
func (n *Node) connectOutside(options []nats.Option) error {
	// An operator who replaces a password does so in one server after the other: a refusal ends no connection for good.
	options = append(append(options, nats.IgnoreAuthErrorAbort()), authOption(n.config.Auth)...)
	var err error
	if n.conn, err = nats.Connect(n.config.URL, options...); err == nil {
		return nil
	}
	if isRefusal(err) {
		return &crm.Error{Code: crm.CodeUnauthenticated, Err: err,
			Message: "NATS refuses the user or the password, or the token"}
	}
	n.config.Log.Warn("NATS can't be reached: this region works alone until it is there", "err", err)
	if n.conn, err = nats.Connect(n.config.URL, append(options, nats.RetryOnFailedConnect(true))...); err != nil {
		return &crm.Error{Code: crm.CodeUnavailable, Message: "NATS can't be reached", Err: err}
	}
	return nil
}

func isRefusal(err error) bool {
	return errors.Is(err, nats.ErrAuthorization) || errors.Is(err, nats.ErrAuthExpired) ||
		errors.Is(err, nats.ErrAuthRevoked)
}

// authOption reads "user:password", or a token, for NATS outside.
func authOption(auth string) []nats.Option {
	if auth == "" {
		return nil
	}
	if user, password, ok := strings.Cut(auth, ":"); ok {
		return []nats.Option{nats.UserInfo(user, password)}
	}
	return []nats.Option{nats.Token(auth)}
}
