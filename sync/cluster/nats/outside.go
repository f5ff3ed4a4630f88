package nats

import (
	"errors"
	"log/slog"
	"strings"

	"github.com/nats-io/nats.go"

	"roomkey/crm"
)

// connectOutside connects to NATS outside. Where that is away, the region works alone and connects when it is there, as
// it does when it loses it. Errors: unauthenticated, where NATS refuses what should open it; unavailable, where the
// addresses can't be read.
func connectOutside(url, auth string, log *slog.Logger, options []nats.Option) (*nats.Conn, error) {
	// An operator who replaces a password does so in one server after the other: a refusal ends no connection for good.
	options = append(append(options, nats.IgnoreAuthErrorAbort()), authOption(auth)...)
	conn, err := nats.Connect(url, options...)
	if err == nil {
		return conn, nil
	}
	if isRefusal(err) {
		return nil, &crm.Error{Code: crm.CodeUnauthenticated, Err: err,
			Message: "NATS refuses the user or the password, or the token"}
	}
	log.Warn("NATS can't be reached: this region works alone until it is there", "err", err)
	if conn, err = nats.Connect(url, append(options, nats.RetryOnFailedConnect(true))...); err != nil {
		return nil, &crm.Error{Code: crm.CodeUnavailable, Message: "NATS can't be reached", Err: err}
	}
	return conn, nil
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
