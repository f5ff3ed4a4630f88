package web

import (
	"context"
	"strings"

	"roomkey/store"
	"roomkey/web/api"
)

// list answers with a page of one type's records, from projections alone.
func (r *records) list(ctx context.Context, who *principal, asked *api.ListRequest) (*api.RecordPage, error) {
	page, err := r.store.List(ctx, who.user(), queryOf(asked))
	if err != nil {
		return nil, err
	}
	return &api.RecordPage{Items: recordsJSON(page.Items), Next: orNull(page.Next), Total: page.Total}, nil
}

// listFaults says what is wrong with a list's fields, where its parameters are wrong already.
func (r *records) listFaults(ctx context.Context, who *principal, asked *api.ListRequest) error {
	query := queryOf(asked)
	query.Limit = 0 // it was checked
	return r.store.CheckQuery(ctx, who.user(), query)
}

func queryOf(asked *api.ListRequest) store.Query {
	query := store.Query{Type: asked.Type.Name, Q: asked.Q, Archived: asked.Archived, Deleted: asked.Deleted,
		Cursor: asked.Cursor, Limit: asked.Limit}
	query.Sort, query.Desc = strings.CutPrefix(asked.Sort, "-")
	for _, filter := range asked.Filters {
		query.Filters = append(query.Filters, store.Filter(filter))
	}
	return query
}

// search answers with the records of all types that the caller means.
func (r *records) search(ctx context.Context, who *principal, asked *api.SearchRequest) (*api.SearchAnswer, error) {
	found, total, err := r.store.Search(ctx, who.user(), store.Search{Q: asked.Q, Type: asked.Type, Limit: asked.Limit})
	if err != nil {
		return nil, err
	}
	return &api.SearchAnswer{Items: recordsJSON(found), Total: total}, nil
}

// orNull is nil for the cursor of no further page.
func orNull(cursor string) *string {
	if cursor == "" {
		return nil
	}
	return &cursor
}
