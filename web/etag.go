package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"roomkey/crm"
)

// The form of a record's entity tag, which names a state of it as one user sees it:
//
//	" head [. head]* [: private head [. private head]*] - row "
//
// Heads are hashes in hexadecimal; those of the private half are there for whoever may read it. row is a digest of what
// no document holds. The answer to an entity tag that nobody gave is that of an old one.

// etagOf is the entity tag of a record as its user sees it.
func etagOf(v *crm.View) string {
	tag := append([]byte{'"'}, joinHashes(v.Heads())...)
	if v.Access().ReadsPrivate() && len(v.PrivateHeads()) > 0 {
		tag = append(append(tag, ':'), joinHashes(v.PrivateHeads())...)
	}
	row := sha256.New()
	for _, part := range []string{v.Row().Owner.String(), v.Row().Team.String(), string(v.Row().Visibility),
		v.ArchivedAt().UTC().Format(time.RFC3339Nano), strings.Join(v.Flags(), ",")} {
		row.Write([]byte(part + "\n")) // never fails
	}
	tag = hex.AppendEncode(append(tag, '-'), row.Sum(nil)[:4])
	return string(append(tag, '"'))
}

func joinHashes(hashes []crm.Hash) string {
	texts := make([]string, len(hashes))
	for i, hash := range hashes {
		texts[i] = hash.String()
	}
	return strings.Join(texts, ".")
}

// unchanged is the condition that an If-Match header sets: the record is in one of the states that it names. Nil where
// there is no header. The condition answers stale for another state, and invalid for a header that names none.
func unchanged(who *principal, header string) func(*crm.Record) error {
	header = strings.TrimSpace(header)
	if header == "" || header == "*" { // what is changed is there, or not found
		return nil
	}
	return func(record *crm.Record) error {
		seen := record.For(who.user())
		if seen == nil {
			return nil // the edit itself is answered as for a record that is absent
		}
		return ifMatch(header, etagOf(seen))
	}
}

// ifMatch compares an If-Match header with the present entity tag of what is to be changed. It answers stale for
// another state, and invalid for a header that names none; nil where there is no header.
func ifMatch(header, present string) error {
	header = strings.TrimSpace(header)
	if header == "" || header == "*" {
		return nil
	}
	for tag := range strings.SplitSeq(header, ",") { // none of ours holds a comma
		tag = strings.TrimSpace(tag)
		if tag == present {
			return nil
		}
		if quoted := strings.TrimPrefix(tag, "W/"); len(quoted) < 2 || quoted[0] != '"' ||
			quoted[len(quoted)-1] != '"' {
			return crm.Invalid("If-Match", "must be entity tags in quotes, or *")
		}
	}
	return &crm.Error{Code: crm.CodeStale, Field: "If-Match", Message: "it has changed since; nothing was done"}
}

// maxHeads bounds how many heads an address or a base names.
const maxHeads = 64

// parseBase reads a state that a patch was made from: an entity tag, heads with commas between them, or a list of them.
// It is nil where none is given.
func parseBase(raw json.RawMessage) ([]crm.Hash, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return nil, nil
	}
	var texts []string
	var text string
	switch {
	case json.Unmarshal(raw, &text) == nil:
		text, _, _ = strings.Cut(strings.Trim(strings.TrimPrefix(text, "W/"), `"`), "-")
		texts = strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(".:, ", r) })
	case json.Unmarshal(raw, &texts) != nil:
		return nil, crm.Invalid("base", "must be an entity tag, or heads")
	}
	if len(texts) == 0 || len(texts) > maxHeads {
		return nil, crm.Invalid("base", "must name 1 to %d heads", maxHeads)
	}
	heads := make([]crm.Hash, len(texts))
	for i, text := range texts {
		var err error
		if heads[i], err = crm.ParseHash(text); err != nil {
			return nil, crm.Invalid("base", "a hash has 64 hexadecimal digits")
		}
	}
	return heads, nil
}
