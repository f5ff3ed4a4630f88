package store

import (
	"context"
	"database/sql"
	"math/bits"
	"strings"
	"unicode/utf8"
)

// maxSearchWords bounds the words of a search that count.
const maxSearchWords = 16

// fewFound is the number of records with the last word below which FTS5 is faster than our own intersection: it need
// not read the whole lists of the other words then.
const fewFound = 1000

// numberSet is a set of record numbers; nil stands for all numbers.
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

func (n numberSet) size() (size int) {
	for _, word := range n {
		size += bits.OnesCount64(word)
	}
	return size
}

// and keeps the numbers that other has too.
func (n numberSet) and(other numberSet) numberSet {
	n = n[:min(len(n), len(other))]
	for i := range n {
		n[i] &= other[i]
	}
	return n
}

// search finds the records of all brokerages that have all the words of a text. The last word may be the beginning of
// one. It returns nil if the text is empty.
func (p *Projections) search(ctx context.Context, text string) (found numberSet, err error) {
	words := searchedWords(text)
	if len(words) == 0 {
		if strings.TrimSpace(text) != "" {
			return numberSet{}, nil // only punctuation: it matches no record
		}
		return nil, nil
	}
	err = p.db.reader.snapshot(ctx, "search", func(ctx context.Context, tx querier) error {
		last := len(words) - 1
		if found, err = beginnings(ctx, tx, words[last]); err != nil || last == 0 {
			return err
		}
		if found.size() < fewFound {
			found, err = matches(ctx, tx, searchMatch(words)+"*")
			return err
		}
		others, err := matches(ctx, tx, searchMatch(words[:last]))
		found = found.and(others)
		return err
	})
	return found, err
}

// beginnings finds the records that have a word, or one that begins with it.
func beginnings(ctx context.Context, tx querier, word string) (numberSet, error) {
	if strings.ContainsFunc(word, func(r rune) bool { return r >= utf8.RuneSelf }) {
		// only the full-text index knows how it spells the word
		return matches(ctx, tx, searchMatch([]string{word})+"*")
	}
	// FTS5 finds a beginning by merging the lists of all words in order. A set needs no order, which is four times as
	// fast.
	found, err := matches(ctx, tx, searchMatch([]string{word}))
	if err != nil {
		return nil, err
	}
	rows, err := tx.QueryContext(ctx, `SELECT group_concat(doc) FROM search_words WHERE term >= ? AND term <= ?`,
		word+"\x01", word+"\U0010FFFF")
	err = found.collect(rows, err)
	return found, err
}

// matches finds the records that an FTS5 expression finds.
func matches(ctx context.Context, tx querier, match string) (numberSet, error) {
	found := numberSet{}
	rows, err := tx.QueryContext(ctx, `SELECT group_concat(rowid) FROM search WHERE search MATCH ?`, match)
	err = found.collect(rows, err)
	return found, err
}

// collect adds numbers that are separated by commas in one text: a row for each takes twice as long.
func (n *numberSet) collect(rows *sql.Rows, err error) error {
	var numbers sql.RawBytes
	return each(rows, err, func(row rowScanner) error {
		if err := row.Scan(&numbers); err != nil || len(numbers) == 0 {
			return err
		}
		number := int64(0)
		for _, c := range numbers {
			if c == ',' {
				n.add(number)
				number = 0
				continue
			}
			number = number*10 + int64(c-'0')
		}
		n.add(number)
		return nil
	})
}

// searchedWords returns the words of a text that a search looks for.
func searchedWords(text string) []string {
	var folded strings.Builder
	foldWords(&folded, text)
	words := strings.Fields(folded.String())
	return words[:min(len(words), maxSearchWords)]
}

// searchMatch is the FTS5 expression for words. Each word is quoted, so that nothing in it is an operator.
func searchMatch(words []string) string { return `"` + strings.Join(words, `" "`) + `"` }
