package plugins

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"io"

	"roomkey/crm"
)

// vault seals the secrets of plugins, so that neither the database nor a backup of it tells them. Its key follows from the
// server's own secret.
type vault struct {
	aead   cipher.AEAD
	random io.Reader
}

func newVault(secret []byte, random io.Reader) (*vault, error) {
	key, err := hkdf.Key(sha256.New, secret, nil, "roomkey/plugins/secrets", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	return &vault{aead, random}, err
}

// place is what a sealed value belongs to: moved elsewhere, it opens no more.
func place(broker crm.ID, plugin string, s *crm.PluginSecret) []byte {
	return []byte(broker.String() + "\x00" + plugin + "\x00" + s.Name + "\x00" + s.Host)
}

func (v *vault) seal(broker crm.ID, plugin string, s *crm.PluginSecret, value string) error {
	nonce := make([]byte, v.aead.NonceSize())
	if _, err := io.ReadFull(v.random, nonce); err != nil {
		return err
	}
	s.Sealed = v.aead.Seal(nonce, nonce, []byte(value), place(broker, plugin, s))
	return nil
}

// open gives the value back. Error code: unavailable, after the server's secret was changed.
func (v *vault) open(broker crm.ID, plugin string, s *crm.PluginSecret) (string, error) {
	size := v.aead.NonceSize()
	if len(s.Sealed) > size {
		if value, err := v.aead.Open(nil, s.Sealed[:size], s.Sealed[size:], place(broker, plugin, s)); err == nil {
			return string(value), nil
		}
	}
	return "", crm.Errorf(crm.CodeUnavailable, "the secret %s can't be read any more: it has to be set again", s.Name)
}
