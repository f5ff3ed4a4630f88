package web

import (
	"context"
	_ "embed"

	"roomkey/web/api"
)

// openAPI is the OpenAPI document, made of the rows by the command in the folder openapi.
//
//go:generate go run ./openapi
//go:embed openapi.json
var openAPI []byte

// document answers with the OpenAPI document.
type document struct{}

// show answers anybody: it tells nothing that a client does not have to know.
func (document) show(context.Context, *principal, *api.Empty) (*api.DocumentAnswer, error) {
	return &api.DocumentAnswer{Written: written(openAPI)}, nil
}

// written is JSON that is there already.
type written []byte

// AppendJSON is part of api.Written.
func (w written) AppendJSON(dst []byte) []byte { return append(dst, w...) }
