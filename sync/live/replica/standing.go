package replica

// Standing is what a document is to the storage.
type Standing uint8

const (
	Unheard   Standing = iota // nothing of it was ever written
	Draft                     // its author's alone: no record's yet
	Member                    // a half of a record
	Adopted                   // a draft that has become a half, which the storage is yet to learn
	Replacing                 // a half whose first write forgets the draft that sits in its place
	Evicting                  // … that forgets a record which sits there, and whose loss is to be told
)

// settled is what a document is once its write is durable.
func (s Standing) settled() Standing {
	if s == Draft {
		return Draft
	}
	return Member
}

// replaces reports whether the next write first forgets what the storage has by this id.
func (s Standing) replaces() bool { return s == Replacing || s == Evicting }
