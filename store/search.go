package store

import (
	"context"
	"database/sql"
	"strings"
)

// maxSearchWords is how many different words of a search count.
const maxSearchWords = 16

// numberSet is a set of record numbers; nil is that of all.
type numberSet []uint64

func (n numberSet) has(number int64) bool {
	at := number / 64
	return at < int64(len(n)) && n[at]>>(number%64)&1 != 0
}

func (n *numberSet) add(number int64) {
	if missing := int(number/64) + 1 - len(*n); missing > 0 {
		*n = append(*n, make([]uint64, missing+len(*n)/2)...)
	}
	(*n)[number/64] |= 1 << (number % 64)
}

// search finds the records, of whatever brokerage, that have all the words of a text; the last word may be the beginning
// of one. It gives nil where the text has no words.
func (s *Store) search(ctx context.Context, text string) (numberSet, error) {
	match := searchMatch(text)
	if match == "" {
		if strings.TrimSpace(text) != "" {
			return numberSet{}, nil // only punctuation: no record has it
		}
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	// One text of all numbers: a row each costs twice as much.
	var numbers sql.RawBytes
	rows, err := s.reader.query(ctx, `SELECT group_concat(rowid) FROM search WHERE search MATCH ?`, match)
	found := numberSet{}
	err = each(rows, err, func(row rowScanner) error {
		if err := row.Scan(&numbers); err != nil {
			return err
		}
		number := int64(0)
		for _, c := range numbers {
			if c == ',' {
				found.add(number)
				number = 0
				continue
			}
			number = number*10 + int64(c-'0')
		}
		if len(numbers) > 0 {
			found.add(number)
		}
		return nil
	})
	if err != nil {
		return nil, classify("search", err)
	}
	return found, nil
}

// searchMatch is the FTS5 expression of a text: every word quoted, so that nothing in it is an operator.
func searchMatch(text string) string {
	var folded strings.Builder
	foldWords(&folded, text)
	words := strings.Fields(folded.String())
	if len(words) == 0 {
		return ""
	}
	words = words[:min(len(words), maxSearchWords)]
	return `"` + strings.Join(words, `" "`) + `"*`
}
