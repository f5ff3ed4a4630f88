package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"roomkey/crm/search"
)

// found is what a search has found in all brokerages: by tier, the records that answer as well as that or better. nil
// stands for all records, all alike.
type found struct{ upTo [search.None]numberSet }

// tier says how well a record answers; search.None: not at all.
func (f *found) tier(number int64) search.Tier {
	if f == nil {
		return search.TitleWhole
	}
	if !f.upTo[search.Inside].has(number) {
		return search.None
	}
	tier := search.TitleWhole
	for !f.upTo[tier].has(number) {
		tier++
	}
	return tier
}

// searchAll finds the records of all brokerages that answer a query.
func searchAll(ctx context.Context, r *reader, q *search.Query) (*found, error) {
	if q.Blank {
		return nil, nil
	}
	f := &found{}
	if len(q.Wants) == 0 {
		return f, nil
	}
	err := r.snapshot(ctx, "search", func(ctx context.Context, tx querier) error {
		terms, err := indexedOf(ctx, tx, q)
		if err != nil {
			return err
		}
		steps := expressions(q, terms)
		for tier := range f.upTo {
			if tier > 0 {
				f.upTo[tier] = slices.Clone(f.upTo[tier-1])
			}
			if steps[tier] == "" {
				continue
			}
			if err := f.match(ctx, tx, search.Tier(tier), steps[tier]); err != nil {
				return err
			}
		}
		return nil
	})
	return f, err
}

// indexedTerm is what the index has of a term: whether longer ones begin with it, and whether some have it within. To
// ask costs little, whereas a beginning that is looked for in vain costs as much as one that is found.
type indexedTerm struct{ longer, within bool }

// indexedOf looks up the terms of a query.
func indexedOf(ctx context.Context, tx querier, q *search.Query) (map[string]indexedTerm, error) {
	terms := map[string]indexedTerm{}
	for _, want := range q.Wants {
		for _, term := range slices.Concat(want.Any, want.All) {
			if _, known := terms[term]; known {
				continue
			}
			longer, err := hasTerm(ctx, tx, term+"\x01", term)
			if err != nil {
				return nil, err
			}
			within, err := hasTerm(ctx, tx, endMark+term, endMark+term)
			if err != nil {
				return nil, err
			}
			terms[term] = indexedTerm{longer, within}
		}
	}
	return terms, nil
}

// hasTerm reports whether the index has a term from low to the last one that begins with some text.
func hasTerm(ctx context.Context, tx querier, low, begin string) (bool, error) {
	var one int
	err := tx.QueryRowContext(ctx, `SELECT 1 FROM search_terms WHERE term >= ? AND term <= ? LIMIT 1`,
		low, begin+"\U0010FFFF").Scan(&one)
	if absent(err) {
		return false, nil
	}
	return err == nil, err
}

// match adds to a tier the records that an FTS5 expression finds.
func (f *found) match(ctx context.Context, tx querier, tier search.Tier, expression string) error {
	rows, err := tx.QueryContext(ctx, `SELECT group_concat(rowid) FROM search WHERE search MATCH ?`, expression)
	var numbers sql.RawBytes
	return each(rows, err, func(row rowScanner) error {
		err := row.Scan(&numbers)
		f.upTo[tier].collect(numbers)
		return err
	})
}

// expressions find, in FTS5's language, the records that answer a query, by tier: those of the better tiers need not be
// found again, because each costs time; "" finds none.
func expressions(q *search.Query, terms map[string]indexedTerm) (steps [search.None]string) {
	if len(q.Wants) == 1 && len(q.Wants[0].Any) == 1 && len(q.Wants[0].All) == 0 {
		term := q.Wants[0].Any[0]
		return termSteps(term, terms[term], q.TitlesOnly())
	}
	before := ""
	for tier := range steps {
		upTo := expression(q, terms, search.Tier(tier))
		switch {
		case tier == 0:
			steps[tier] = upTo
		case upTo != before:
			steps[tier] = "(" + upTo + ") NOT (" + before + ")"
		}
		before = upTo
	}
	return steps
}

// termSteps is expressions for a single term.
func termSteps(term string, has indexedTerm, titlesOnly bool) (steps [search.None]string) {
	reach := search.ReachOf(term)
	whole, begun := `"`+term+`"`, `"`+term+`"*`
	if !has.longer {
		begun = whole // which finds the same, sooner
	}
	steps[search.TitleWhole] = inTitle + whole
	if has.longer {
		steps[search.TitleBegin] = inTitle + begun + " NOT " + inTitle + whole
	}
	if titlesOnly {
		return steps
	}
	steps[search.OtherWhole] = whole + " NOT " + inTitle + begun
	if reach.Begin && has.longer {
		if !reach.Prose {
			begun = outsideProse + begun
		}
		steps[search.OtherBegin] = begun + " NOT " + whole
	}
	if reach.Inside && has.within {
		steps[search.Inside] = `"` + endMark + term + `"*`
	}
	return steps
}

// Columns that an expression looks into. Where none need be named, none is: that takes a third of the time.
const (
	inTitle      = "{title}: "
	outsideProse = "{title near numbers money}: "
)

// expression finds the records that answer a query as well as a tier or better. FTS5 skips what one of the wants does
// not find.
func expression(q *search.Query, terms map[string]indexedTerm, tier search.Tier) string {
	titlesOnly := q.TitlesOnly()
	of := func(term string) string {
		return "(" + strings.Join(termExpressions(term, terms[term], tier, titlesOnly), " OR ") + ")"
	}
	wants := make([]string, len(q.Wants))
	for i, want := range q.Wants {
		some := mapped(want.Any, of)
		if len(want.All) > 0 {
			some = append(some, "("+strings.Join(mapped(want.All, of), " AND ")+")")
		}
		wants[i] = "(" + strings.Join(some, " OR ") + ")"
	}
	return strings.Join(wants, " AND ")
}

func mapped(terms []string, f func(string) string) []string {
	texts := make([]string, len(terms))
	for i, term := range terms {
		texts[i] = f(term)
	}
	return texts
}

// termExpressions find the records that have a term, or one that begins with it or has it within, as well as a tier or
// better. The term is quoted, so that nothing in it is an operator.
func termExpressions(term string, has indexedTerm, tier search.Tier, titlesOnly bool) []string {
	reach := search.ReachOf(term)
	whole, begun := `"`+term+`"`, `"`+term+`"*`
	if !has.longer {
		begun = whole // which finds the same, sooner
	}
	switch {
	case tier == search.TitleWhole:
		return []string{inTitle + whole}
	case tier == search.TitleBegin || titlesOnly:
		return []string{inTitle + begun}
	case tier == search.OtherWhole || !reach.Begin || !has.longer && (tier == search.OtherBegin || !has.within):
		return []string{inTitle + begun, whole}
	case !reach.Prose:
		return []string{outsideProse + begun, whole}
	case tier == search.OtherBegin || !reach.Inside || !has.within:
		return []string{begun}
	}
	return []string{begun, `"` + endMark + term + `"*`}
}
