package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"roomkey/crm"
)

// Lifetimes of credentials.
const (
	accessLife  = 10 * time.Minute
	sessionLife = 12 * time.Hour   // absolute: no refresh goes beyond it
	rotateGrace = 20 * time.Second // the refresh token before the current one is still good: tabs race
)

const (
	tokenIssuer   = "roomkey"
	tokenAudience = "roomkey"
	personalMark  = "rkp_" // a personal token begins so: secret scanners can find it
)

// claims are what an access token says. It is a JWT with HMAC-SHA256 and no other algorithm, whatever its header asks
// for.
type claims struct {
	Session string `json:"sid"`
	jwt.RegisteredClaims
}

// signer makes and reads the credentials that the server itself vouches for. Its keys are derived from secrets, so that
// a token of one kind is never good as another. The first key of each kind makes; all are accepted.
type signer struct {
	access   jwt.VerificationKeySet
	refresh  []byte
	calendar [][]byte
	now      func() time.Time
	parser   *jwt.Parser
}

func newSigner(secrets [][]byte, now func() time.Time) *signer {
	var access jwt.VerificationKeySet
	for _, key := range deriveAll(secrets, "roomkey access token") {
		access.Keys = append(access.Keys, key)
	}
	return &signer{
		access:   access,
		refresh:  derive(secrets[0], "roomkey refresh token"),
		calendar: deriveAll(secrets, "roomkey calendar"),
		now:      now,
		parser: jwt.NewParser(jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithIssuer(tokenIssuer),
			jwt.WithAudience(tokenAudience), jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithTimeFunc(now)),
	}
}

func deriveAll(secrets [][]byte, purpose string) (keys [][]byte) {
	for _, secret := range secrets {
		keys = append(keys, derive(secret, purpose))
	}
	return keys
}

func derive(secret []byte, purpose string) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(purpose))
	return mac.Sum(nil)
}

// accessToken makes a token for a session that ends at ends: it lives ten minutes, and never longer than the session.
func (s *signer) accessToken(user, session crm.ID, ends time.Time) (token string, expires time.Time, err error) {
	now := s.now()
	expires = now.Add(accessLife)
	if ends.Before(expires) {
		expires = ends
	}
	expires = expires.Truncate(time.Second)
	token, err = jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		Session: session.String(),
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: tokenIssuer, Audience: jwt.ClaimStrings{tokenAudience}, Subject: user.String(),
			IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(expires),
		},
	}).SignedString(s.access.Keys[0])
	return token, expires, err
}

// readAccess checks an access token; the error is unauthenticated. With errExpired the user is given whose token it
// was.
func (s *signer) readAccess(token string) (user, session crm.ID, expires time.Time, err error) {
	var c claims
	_, err = s.parser.ParseWithClaims(token, &c, func(*jwt.Token) (any, error) { return s.access, nil })
	// The parser looks at the claims only once the signature is right, and joins all that is wrong with them.
	expired := errors.Is(err, jwt.ErrTokenExpired) && !errors.Is(err, jwt.ErrTokenInvalidAudience) &&
		!errors.Is(err, jwt.ErrTokenInvalidIssuer)
	if err != nil && !expired {
		return crm.ID{}, crm.ID{}, time.Time{}, errUnauthenticated
	}
	user, userErr := crm.ParseID(c.Subject)
	session, sessionErr := crm.ParseID(c.Session)
	if userErr != nil || sessionErr != nil {
		return crm.ID{}, crm.ID{}, time.Time{}, errUnauthenticated
	}
	if expired {
		return user, session, c.ExpiresAt.Time, errExpired
	}
	return user, session, c.ExpiresAt.Time, nil
}

// successor is the refresh token that follows token. It is computed, not drawn: two tabs that present the same token at
// once, or one whose first answer was lost, get the same successor, and the store keeps nothing but hashes.
func (s *signer) successor(token string) string {
	mac := hmac.New(sha256.New, s.refresh)
	mac.Write([]byte(token))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// newSecretToken draws 32 bytes as text that is safe in a header, a cookie and an address.
func newSecretToken(random io.Reader) (string, error) {
	raw := make([]byte, 32)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(raw), nil
}

// hashToken is what the store keeps of a refresh or personal token. The token has 256 bits of chance, so that one plain
// hash is enough.
func hashToken(token string) crm.Hash { return sha256.Sum256([]byte(token)) }

func isPersonal(token string) bool { return strings.HasPrefix(token, personalMark) }

// personalSession begins the session id of who came by a personal token.
const personalSession = "token:"

// Scopes of personal tokens.
const (
	scopeRead  = "read"
	scopeWrite = "write"
)

// errExpired is errUnauthenticated for a token that was good once: a socket is told so by its own close code.
var errExpired = &crm.Error{Code: crm.CodeUnauthenticated, Message: errUnauthenticated.Message,
	Err: crm.ErrExpired}
