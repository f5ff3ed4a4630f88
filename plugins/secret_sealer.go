package plugins

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"io"

	"roomkey/crm"
)

// secretSealer encrypts the secrets of plugins, so that neither the database nor its backups reveal them. It derives
// its key from the server's secret.
type secretSealer struct {
	aead   cipher.AEAD
	random io.Reader
}

func newSecretSealer(secret []byte, random io.Reader) (*secretSealer, error) {
	key, err := hkdf.Key(sha256.New, secret, nil, "roomkey/plugins/secrets", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	return &secretSealer{aead, random}, err
}

// binding identifies where a sealed value belongs. A sealed value that is moved elsewhere can't be opened.
func binding(broker crm.ID, plugin string, s *crm.PluginSecret) []byte {
	return []byte(broker.String() + "\x00" + plugin + "\x00" + s.Name + "\x00" + s.Host)
}

func (v *secretSealer) seal(broker crm.ID, plugin string, s *crm.PluginSecret, value string) error {
	nonce := make([]byte, v.aead.NonceSize())
	if _, err := io.ReadFull(v.random, nonce); err != nil {
		return err
	}
	s.Sealed = v.aead.Seal(nonce, nonce, []byte(value), binding(broker, plugin, s))
	return nil
}

// open decrypts the value. Error code: unavailable, if the server's secret has changed.
func (v *secretSealer) open(broker crm.ID, plugin string, s *crm.PluginSecret) (string, error) {
	size := v.aead.NonceSize()
	if len(s.Sealed) > size {
		if value, err := v.aead.Open(nil, s.Sealed[:size], s.Sealed[size:], binding(broker, plugin, s)); err == nil {
			return string(value), nil
		}
	}
	return "", crm.Errorf(crm.CodeUnavailable, "the secret %s can't be read any more: it has to be set again", s.Name)
}
