package command

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// secretBytes is the length of the secret that sessions are signed with.
const secretBytes = 32

// serverSecret is ROOMKEY_SECRET, or the contents of the file "secret" in the data directory, which is made on first
// start and which its owner alone may read.
func (p *Program) serverSecret(dir string) ([]byte, error) {
	if secret := p.variable("ROOMKEY_SECRET"); secret != "" {
		if len(secret) < secretBytes {
			return nil, fmt.Errorf("%w: ROOMKEY_SECRET has fewer than %d bytes", errUsage, secretBytes)
		}
		return []byte(secret), nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	return keptSecret(secretFile(dir), p.Random)
}

// otherSecret is the variable with a secret that is accepted beside the server's own, so that it can be replaced.
const otherSecret = "ROOMKEY_SECRET_PREVIOUS"

// secrets are the server's own, and one that is accepted too; nil: none.
type secrets struct{ own, other []byte }

// secrets are what the server of a data directory makes credentials with, and what it accepts.
func (p *Program) secrets(dir string) (s secrets, err error) {
	if s.other, err = p.otherSecret(); err != nil {
		return s, err
	}
	s.own, err = p.serverSecret(dir)
	return s, err
}

func (p *Program) otherSecret() ([]byte, error) {
	secret := p.variable(otherSecret)
	switch {
	case secret == "":
		return nil, nil
	case len(secret) < secretBytes:
		return nil, fmt.Errorf("%w: %s has fewer than %d bytes", errUsage, otherSecret, secretBytes)
	}
	return []byte(secret), nil
}

// sharedSecret is ROOMKEY_SECRET, which every region must have: a file in the data directory is one region's alone.
func (p *Program) sharedSecret() ([]byte, error) {
	secret := p.variable("ROOMKEY_SECRET")
	if len(secret) < secretBytes {
		return nil, fmt.Errorf("%w: several regions want ROOMKEY_SECRET, the same in all of them, of %d bytes or more",
			errUsage, secretBytes)
	}
	return []byte(secret), nil
}

// secretFile is where a data directory's secret is kept.
func secretFile(dir string) string { return filepath.Join(dir, "secret") }

// keptSecret reads a secret from its file (mode 0600) and makes it where there is none. A file that others may read is
// refused: whoever knows the secret can be anybody.
func keptSecret(path string, random io.Reader) ([]byte, error) {
	raw := make([]byte, secretBytes)
	if _, err := io.ReadFull(random, raw); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		_, err = file.WriteString(hex.EncodeToString(raw))
		err = errors.Join(err, file.Sync(), file.Close())
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", path, err)
		}
	} else if !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s may be read by others: chmod 600 it", path)
	}
	secret, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if len(secret) < secretBytes {
		return nil, fmt.Errorf("%s is too short to be a secret", path)
	}
	return secret, nil
}
