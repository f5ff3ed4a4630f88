package plugins

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"reflect"
	"slices"
	"strings"

	"roomkey/crm"
	"roomkey/plugins/guest"
)

// Limits of a package.
const (
	MaxPackageBytes  = 7 << 20  // size of the zip
	maxProgramBytes  = 32 << 20 // inflated size
	maxManifestBytes = 256 << 10
	maxTextBytes     = 256 << 10 // of any other file
	maxFiles         = 16
)

// signatureFile is the name of the signature within a package, beside manifestFile and the entry. A package may also
// hold texts (README.md, LICENSE), which are ignored.
const signatureFile = "plugin.sig"

// Package is an opened package. It must not be modified.
type Package struct {
	*Label
	Program guest.Program
}

// Label is everything about a package except its code.
type Label struct {
	Manifest  Manifest
	Digest    crm.Hash // SHA-256 of all files except the signature, see Sign
	Signature []byte   // 64 bytes, verified; nil: unsigned
	Key       []byte   // 32 bytes: the ed25519 key that signed it

	bytes int // size of the manifest
}

// Open reads a package: a zip with plugin.json and the entry that it names. Errors are invalid and too_large, with a
// message for the author; they name a field at fault by its JSON Pointer into plugin.json. Open does not check whether
// the code can be run; only a guest.Host can.
func Open(raw []byte) (*Package, error) {
	files, err := unzip(raw)
	if err != nil {
		return nil, err
	}
	manifest, ok := files[manifestFile]
	if !ok {
		return nil, crm.Errorf(crm.CodeInvalid, "the package has no %s", manifestFile)
	}
	p := &Package{Label: &Label{Digest: digest(files), bytes: len(manifest)}}
	if err := p.Manifest.read(manifest); err != nil {
		return nil, err
	}
	code, ok := files[p.Manifest.Entry]
	if !ok {
		return nil, crm.Invalid("/entry", "is not in the package")
	}
	p.Program = guest.NewProgram(p.Manifest.Runtime, code)
	if signature, ok := files[signatureFile]; ok {
		if err := p.verify(signature); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// CheckCopy refuses data that is not, whole, the package with a digest. Unlike Open it takes a package whose manifest
// only another version of the program understands. Errors are invalid and too_large.
func CheckCopy(raw []byte, want crm.Hash) error {
	files, err := unzip(raw)
	if err != nil {
		return err
	}
	label := Label{Digest: digest(files)}
	if label.Digest != want {
		return crm.Errorf(crm.CodeInvalid, "this is another package")
	}
	if signature, ok := files[signatureFile]; ok {
		return label.verify(signature)
	}
	return nil
}

// unzip reads all files, each up to its limit.
func unzip(raw []byte) (map[string][]byte, error) {
	if len(raw) > MaxPackageBytes {
		return nil, crm.Errorf(crm.CodeTooLarge, "the package has more than %d bytes", MaxPackageBytes)
	}
	archive, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, crm.Errorf(crm.CodeInvalid, "the package is not a zip archive")
	}
	if len(archive.File) > maxFiles {
		return nil, crm.Errorf(crm.CodeTooLarge, "the package holds more than %d files", maxFiles)
	}
	files := make(map[string][]byte, len(archive.File))
	for _, f := range archive.File {
		if !fs.ValidPath(f.Name) || strings.ContainsAny(f.Name, `\/`) || !f.Mode().IsRegular() {
			return nil, crm.Errorf(crm.CodeInvalid, "the package may hold only plain files, without folders")
		}
		if _, twice := files[f.Name]; twice {
			return nil, crm.Errorf(crm.CodeInvalid, "the package holds a file twice")
		}
		if files[f.Name], err = inflate(f); err != nil {
			return nil, err
		}
	}
	return files, nil
}

func inflate(f *zip.File) ([]byte, error) {
	limit := int64(maxTextBytes)
	switch f.Name {
	case entryOf[guest.RuntimeWasm], entryOf[guest.RuntimeJS]:
		limit = maxProgramBytes
	case manifestFile:
		limit = maxManifestBytes
	}
	file, err := f.Open()
	if err != nil {
		return nil, crm.Errorf(crm.CodeInvalid, "the package is damaged")
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, limit+1)) // the size that the archive claims may be wrong
	switch {
	case err != nil:
		return nil, crm.Errorf(crm.CodeInvalid, "the package is damaged")
	case int64(len(data)) > limit:
		return nil, &crm.Error{Code: crm.CodeTooLarge, Message: "a file of the package is too large"}
	}
	return data, nil
}

// digest returns the SHA-256 of the names and contents of all files except the signature. The files are ordered by
// name. The length of each name and content precedes it as 8 bytes, big-endian.
func digest(files map[string][]byte) (sum crm.Hash) {
	var names []string
	for name := range files {
		if name != signatureFile {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	h := sha256.New()
	for _, name := range names {
		for _, part := range [][]byte{[]byte(name), files[name]} {
			h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
			h.Write(part)
		}
	}
	h.Sum(sum[:0])
	return sum
}

// signature is the contents of plugin.sig.
type signature struct {
	Key       []byte `json:"key"`       // 32 bytes, ed25519
	Signature []byte `json:"signature"` // 64 bytes
}

// signed returns the bytes that a signature signs. Their prefix prevents the use of a signature for anything but a
// package.
func signed(digest crm.Hash) []byte { return append([]byte("roomkey package\x00"), digest[:]...) }

func (l *Label) verify(raw []byte) error {
	var s signature
	if json.Unmarshal(raw, &s) != nil || checkMembers(raw, reflect.TypeOf(s), "") != nil ||
		len(s.Key) != ed25519.PublicKeySize ||
		len(s.Signature) != ed25519.SignatureSize {
		return crm.Errorf(crm.CodeInvalid, "the package's signature can't be read")
	}
	if !ed25519.Verify(s.Key, signed(l.Digest), s.Signature) {
		return crm.Errorf(crm.CodeInvalid, "the package's signature is wrong: it was changed after it was signed")
	}
	l.Key, l.Signature = s.Key, s.Signature
	return nil
}

// Sign returns a package with a signature by key. It replaces an existing signature.
func Sign(raw []byte, key ed25519.PrivateKey) ([]byte, error) {
	files, err := unzip(raw)
	if err != nil {
		return nil, err
	}
	files[signatureFile], err = json.Marshal(signature{Key: key.Public().(ed25519.PublicKey),
		Signature: ed25519.Sign(key, signed(digest(files)))})
	if err != nil {
		return nil, err
	}
	packed, err := Zip(files)
	if err != nil {
		return nil, err
	}
	if _, err := Open(packed); err != nil {
		return nil, err
	}
	return packed, nil
}

// Zip packs files. The same files always give the same bytes.
func Zip(files map[string][]byte) ([]byte, error) {
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	var packed bytes.Buffer
	archive := zip.NewWriter(&packed)
	for _, name := range names {
		file, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
		if err != nil {
			return nil, err
		}
		if _, err := file.Write(files[name]); err != nil {
			return nil, err
		}
	}
	if err := archive.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}
