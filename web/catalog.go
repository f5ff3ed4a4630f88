package web

import (
	"context"
	"errors"

	"roomkey/crm"
	"roomkey/store"
	"roomkey/web/api"
)

// catalog tells devices which records there are, and what they are made of.
type catalog struct{ store *store.Store }

// schema answers with the record types and their fields.
func (c *catalog) schema(context.Context, *principal, *api.Empty) (*api.SchemaAnswer, error) {
	return &api.SchemaAnswer{Types: crm.Types}, nil
}

// changes answers with the records that the caller may read and that changed since a cursor, and the ids of those that
// the caller lost. With no cursor it begins at the beginning, and so it does with one that means nothing here. The last
// page's next is a cursor too: for the next time.
func (c *catalog) changes(ctx context.Context, who *principal, asked *api.CatalogRequest) (*api.CatalogAnswer, error) {
	items, gone, next, err := c.store.Catalog(ctx, who.user(), asked.After, asked.Limit)
	reset := isFaultOf("after", err)
	if reset {
		items, gone, next, err = c.store.Catalog(ctx, who.user(), "", asked.Limit)
	}
	if err != nil {
		return nil, err
	}
	return &api.CatalogAnswer{Items: recordsJSON(items), Gone: append([]crm.ID{}, gone...), Next: next,
		Reset: reset}, nil
}

// isFaultOf says whether an error names a parameter as what is invalid.
func isFaultOf(parameter string, err error) bool {
	var known *crm.Error
	return errors.As(err, &known) && known.Code == crm.CodeInvalid && known.Field == parameter
}
