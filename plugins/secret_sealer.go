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
	other  cipher.AEAD // opens only; nil: there is none
	random io.Reader
}

// newSecretSealer makes one that also opens what was sealed with another secret, unless that is nil.
func newSecretSealer(secret, other []byte, random io.Reader) (v *secretSealer, err error) {
	v = &secretSealer{random: random}
	if v.aead, err = newAEAD(secret); err == nil && other != nil {
		v.other, err = newAEAD(other)
	}
	return v, err
}

func newAEAD(secret []byte) (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, secret, nil, "roomkey/plugins/secrets", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
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

// open decrypts the value; old says that it was sealed with the other secret. Error code: unavailable, if the server's
// secret has changed.
func (v *secretSealer) open(broker crm.ID, plugin string, s *crm.PluginSecret) (value string, old bool, err error) {
	for _, aead := range []cipher.AEAD{v.aead, v.other} {
		if aead == nil || len(s.Sealed) <= aead.NonceSize() {
			continue
		}
		nonce, sealed := s.Sealed[:aead.NonceSize()], s.Sealed[aead.NonceSize():]
		if value, err := aead.Open(nil, nonce, sealed, binding(broker, plugin, s)); err == nil {
			return string(value), aead == v.other, nil
		}
	}
	return "", false, crm.Errorf(crm.CodeUnavailable,
		"the secret %s can't be read any more: it has to be set again", s.Name)
}
