package web

import (
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"roomkey/crm"
)

// The parameters of argon2id: OWASP's second recommendation (19 MiB, two passes, one lane). One verification takes
// about 20 ms and 19 MiB.
const (
	argonMemory  = 19 << 10 // KiB
	argonPasses  = 2
	argonLanes   = 1
	argonSalt    = 16 // bytes
	argonKey     = 32 // bytes
	argonMost    = 64 << 10
	argonPassMax = 10
)

// Limits of a password, in bytes of UTF-8: long enough to be worth something, short enough to hash.
const (
	MinPassword = 10
	MaxPassword = 256
)

// CheckPassword says whether a new password is acceptable; the error is invalid and names the field "password".
func CheckPassword(password string) error {
	if !utf8.ValidString(password) {
		return crm.Invalid("password", "must be valid UTF-8")
	}
	if len(password) < MinPassword || len(password) > MaxPassword {
		return crm.Invalid("password", "must have %d to %d bytes", MinPassword, MaxPassword)
	}
	return nil
}

// HashPassword makes the text that the store keeps for a password: argon2id in the PHC format, salted from random. It
// needs 19 MiB for its duration.
func HashPassword(random io.Reader, password string) (string, error) {
	salt := make([]byte, argonSalt)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	key := argon2.IDKey([]byte(password), salt, argonPasses, argonMemory, argonLanes, argonKey)
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonPasses, argonLanes,
		encode(salt), encode(key)), nil
}

// dummyHash is verified where an account is unknown, so that the answer takes as long as for a known one. No password
// matches it: its key is all zeros.
var dummyHash = fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonPasses, argonLanes,
	base64.RawStdEncoding.EncodeToString(make([]byte, argonSalt)),
	base64.RawStdEncoding.EncodeToString(make([]byte, argonKey)))

// account is what a sign-in is checked against. user is nil where there is no such account, and hash matches nothing
// then.
type account struct {
	user *crm.User
	hash string
}

// verifyPassword compares in constant time. A hash that it can't read matches nothing.
func verifyPassword(hash, password string) bool {
	var version, memory, passes, lanes int
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return false
	}
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &lanes); err != nil {
		return false
	}
	if memory < 8 || memory > argonMost || passes < 1 || passes > argonPassMax || lanes < 1 || lanes > 4 {
		return false
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(want) != argonKey {
		return false
	}
	got := argon2.IDKey([]byte(password), salt, uint32(passes), uint32(memory), uint8(lanes), argonKey)
	return subtle.ConstantTimeCompare(got, want) == 1
}
