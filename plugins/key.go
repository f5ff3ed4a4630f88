package plugins

import (
	"crypto/ed25519"
	"encoding/base64"
	"io"
	"strings"

	"roomkey/crm"
)

// The text form of keys: a prefix that names the kind, and base64 without padding.
const (
	publicPrefix  = "roomkey-key:"
	privatePrefix = "roomkey-private-key:"
)

// NewKey generates a key for signing packages.
func NewKey(random io.Reader) (ed25519.PrivateKey, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return nil, err
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// FormatKey returns the text form of a public key, as `roomkey plugin trust` takes it.
func FormatKey(key []byte) string { return publicPrefix + base64.RawURLEncoding.EncodeToString(key) }

// ParseKey reads the text form of a public key. Errors: invalid.
func ParseKey(text string) (ed25519.PublicKey, error) {
	return parse(text, publicPrefix, ed25519.PublicKeySize)
}

// FormatPrivateKey returns the text form of a private key.
func FormatPrivateKey(key ed25519.PrivateKey) string {
	return privatePrefix + base64.RawURLEncoding.EncodeToString(key.Seed())
}

// ParsePrivateKey reads the text form of a private key. Errors: invalid.
func ParsePrivateKey(text string) (ed25519.PrivateKey, error) {
	seed, err := parse(text, privatePrefix, ed25519.SeedSize)
	if err != nil {
		return nil, err
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

func parse(text, prefix string, size int) ([]byte, error) {
	encoded, ok := strings.CutPrefix(strings.TrimSpace(text), prefix)
	raw, err := base64.RawURLEncoding.DecodeString(encoded)
	if !ok || err != nil || len(raw) != size {
		return nil, crm.Invalid("key", "is %s and %d characters", prefix, base64.RawURLEncoding.EncodedLen(size))
	}
	return raw, nil
}
