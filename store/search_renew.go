package store

import (
	"bytes"
	"context"

	"roomkey/crm"
)

// searchForm names the rules by which the full-text index was filled, in the fact metaSearch. Change it with the rules
// of package search: opening a store fills the index anew where it finds another.
const searchForm = "1"

// metaSearch is the key of that fact. While the index is being filled, it ends in fillingEnding.
const (
	metaSearch    = "search"
	fillingEnding = " filling"
)

// renewSearch fills the full-text index anew where other rules have filled it, or a migration has emptied it. If the
// process is killed, the next one does it. It takes a minute or less for 100,000 records.
func (p *Projections) renewSearch(ctx context.Context, facts *Metadata) error {
	form, err := facts.Meta(ctx, metaSearch)
	if err != nil || string(form) == searchForm {
		return err
	}
	filling := []byte(searchForm + fillingEnding)
	if !bytes.Equal(form, filling) {
		if err := p.db.update(ctx, "empty the search", func(b *batch) error {
			b.stale = true
			if err := b.exec(`DELETE FROM search`); err != nil {
				return err
			}
			if err := b.exec(`UPDATE records SET words = 0`); err != nil {
				return err
			}
			return setMeta(b, metaSearch, filling)
		}); err != nil {
			return err
		}
	}
	filled, number := 0, int64(-1)
	for more := true; more; {
		err := p.db.update(ctx, "fill the search", func(b *batch) error {
			n, end, err := fillSearch(b, number)
			filled, more, number = filled+n, end > number, end
			return err
		})
		if err != nil {
			return err
		}
	}
	p.db.log.Info("the search was filled anew", "records", filled)
	return facts.SetMeta(ctx, metaSearch, []byte(searchForm))
}

// fillSearch puts the next records after a number into the full-text index. end is the number of the last record; it is
// number itself if there are no more.
func fillSearch(b *batch, number int64) (filled int, end int64, err error) {
	type made struct {
		number int64
		record *crm.Record
	}
	var all []made
	end = number
	scan := newRecordScan()
	rows, err := b.query(`SELECT `+recordColumns+` FROM records WHERE num > ? ORDER BY num LIMIT ?`, number, renewedRows)
	err = each(rows, err, func(row rowScanner) error {
		r, err := scan.unverified(row)
		if err != nil {
			return err
		}
		end = scan.num
		// What is damaged is found by what is left of it; its checksum tells when it is to be shown.
		r.Fields, _ = decodeFields(bytes.Clone(scan.fields))
		all = append(all, made{scan.num, r})
		return nil
	})
	if err != nil {
		return 0, end, err
	}
	b.stale = true
	for _, m := range all {
		sum := searchSum(m.record)
		if sum == 0 {
			continue
		}
		if err := writeTerms(b.connection, m.number, m.record, true); err != nil {
			return filled, end, err
		}
		if err := b.exec(`UPDATE records SET words = ? WHERE num = ?`, sum, m.number); err != nil {
			return filled, end, err
		}
		filled++
	}
	return filled, end, nil
}
