package store

import (
	"encoding/binary"
	"strings"
	"unicode/utf8"

	"roomkey/crm"
	"roomkey/crm/search"
)

// searchSum is a checksum of all that a record's terms are made of: whether the index needs a write is decided without
// making them. It is 0 only where there is nothing to make them of; then the index has no row of the record.
func searchSum(r *crm.Record) int64 {
	t := crm.TypeNamed(r.Type)
	if t == nil {
		return 0
	}
	var parts [][]byte
	for _, f := range search.Fields(t) {
		if raw := r.Fields[f.Name]; len(raw) > 0 {
			parts = append(parts, []byte(f.Name), binary.AppendUvarint(nil, uint64(len(raw))), raw)
		}
	}
	if len(parts) == 0 {
		return 0
	}
	return checksum(parts...) + 1
}

// writeTerms puts a record's terms into the index, in the place of those that are there.
func writeTerms(conn *connection, number int64, r *crm.Record, replace bool) error {
	if replace {
		if err := conn.exec(`DELETE FROM search WHERE rowid = ?`, number); err != nil {
			return err
		}
	}
	terms := search.Of(crm.TypeNamed(r.Type), r.Fields)
	return conn.exec(`INSERT INTO search (rowid, title, near, prose, numbers, money) VALUES (?, ?, ?, ?, ?, ?)`, number,
		indexed(terms.Title, true), indexed(terms.Near, true), indexed(terms.Prose, false),
		indexed(terms.Numbers, true), indexed(terms.Money, false))
}

// endMark is before the end of a term, which is in no term. The index's tokenizer takes it for a letter.
const endMark = "~"

// indexed writes terms as the index takes them, and their ends where parts of them are found, too.
func indexed(terms []string, ends bool) string {
	var text strings.Builder
	for _, term := range terms {
		text.WriteString(term)
		text.WriteByte(' ')
		if !ends {
			continue
		}
		for rest := skipRune(term); search.ReachOf(rest).Inside; rest = skipRune(rest) {
			text.WriteString(endMark)
			text.WriteString(rest)
			text.WriteByte(' ')
		}
	}
	return text.String()
}

func skipRune(text string) string {
	_, size := utf8.DecodeRuneInString(text)
	return text[size:]
}
