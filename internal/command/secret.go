package command

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

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
