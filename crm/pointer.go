package crm

import "strings"

// Fields are named by JSON Pointers (RFC 6901) relative to a record's fields: "/purchasePrice",
// "/contingencies/3/status". Those of private fields begin with privatePrefix: "/private/commission/gci".
const (
	privateHalf   = "/private"
	privatePrefix = privateHalf + "/"
)

// NotePointer names an edit's note: the element after a list's last (RFC 6901).
const NotePointer = "/notes/-"

// PointerTo is the JSON Pointer of a root field.
func PointerTo(name string, private bool) string {
	if private {
		return privatePrefix + Escape(name)
	}
	return "/" + Escape(name)
}

// IsPrivate reports whether a pointer names a private field, or the private half as a whole ("/private").
func IsPrivate(pointer string) bool {
	return pointer == privateHalf || strings.HasPrefix(pointer, privatePrefix)
}

// Escape makes one step of a JSON Pointer (RFC 6901) of a name.
func Escape(name string) string {
	return strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
}

// Unescape is the name that a step of a JSON Pointer stands for.
func Unescape(step string) string {
	return strings.ReplaceAll(strings.ReplaceAll(step, "~1", "/"), "~0", "~")
}
