package web

import (
	"context"
	"errors"
	"reflect"
)

// endpoint is what answers a route: how its request is read, what is done, and how its answer is written.
type endpoint struct {
	request, answer reflect.Type // structs of package api
	in              *input
	out             *output
	run             func(ctx context.Context, c *call) error
}

// answers makes an endpoint of a function from a request to an answer. The function sees nothing of HTTP: it may keep
// what it is given, and a nil answer without an error means that there is nothing to say (204).
func answers[Q, A any](handle func(ctx context.Context, who *principal, asked *Q) (*A, error)) endpoint {
	return answersOr(handle, nil)
}

// answersOr is answers for a function that finds faults of its own in a request: check says which, where reading the
// request has found others. It may be nil.
func answersOr[Q, A any](handle func(ctx context.Context, who *principal, asked *Q) (*A, error),
	check func(ctx context.Context, who *principal, asked *Q) error) endpoint {
	e := endpoint{request: reflect.TypeFor[Q](), answer: reflect.TypeFor[A]()}
	e.in, e.out = inputOf(e.request), outputOf(e.answer)
	e.run = func(ctx context.Context, c *call) error {
		asked := new(Q)
		read := func() error { return e.in.read(c, reflect.ValueOf(asked).Elem()) }
		if err := metered(&c.used, read); err != nil {
			if check != nil { // of what could be read, so that all that is wrong comes at once
				err = errors.Join(err, check(ctx, &c.who, asked))
			}
			return err
		}
		answer, err := handle(ctx, &c.who, asked)
		if err != nil {
			return err
		}
		return metered(&c.used, func() error { return e.out.write(c, reflect.ValueOf(answer)) })
	}
	return e
}
