package wire

import "roomkey/crm"

// PackagePart is a part of a plugin's package.
type PackagePart struct {
	Size uint64 // of the whole package, in bytes; 0: the region does not have it
	Data []byte // at most PackagePartBytes
}

// Bounds of a package.
const (
	PackagePartBytes = 750 << 10
	MaxPackage       = 64 << 20 // plugins bounds it closer
)

// EncodePackagePull asks for a package from a byte on.
func EncodePackagePull(digest crm.Hash, from uint64) []byte {
	var w Encoder
	w.Fixed(digest[:])
	w.Number(from)
	return w.Bytes
}

// DecodePackagePull reads it. Errors: invalid.
func DecodePackagePull(payload []byte) (digest crm.Hash, from uint64, err error) {
	d := Decode(payload)
	digest, from = crm.Hash(d.Fixed(len(digest))), d.Number(MaxPackage)
	return digest, from, d.End()
}

// EncodePackagePart answers it.
func EncodePackagePart(part PackagePart) []byte {
	var w Encoder
	w.Number(part.Size)
	w.Data(part.Data)
	return w.Bytes
}

// DecodePackagePart reads it. Errors: invalid.
func DecodePackagePart(payload []byte) (part PackagePart, err error) {
	d := Decode(payload)
	part = PackagePart{Size: d.Number(MaxPackage), Data: d.Data(PackagePartBytes)}
	return part, d.End()
}
