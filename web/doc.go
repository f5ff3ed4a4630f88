// Package web is Roomkey's HTTP side: REST under /api/v1, the socket's upgrade at /sync, sign-in, health and metrics,
// and the embedded app.
//
// It decides who asks (auth.go), what a request may look like (input.go, decode.go, query.go) and which HTTP status an
// error gets (problem.go, the only file that does). It refuses to decide what a user may do with a record: that is
// [crm.User.May], asked by the hub and the store. It never touches a document's bytes but to stream them, and it keeps
// nothing of a request after the handler returned: Fiber reuses that memory, so every string and slice is copied in
// input.go, call.go, principal.go and socket.go.
//
// Everything under /api/v1 is a row of the table in routes.go: an address, rights, bounds and a handler, which is a
// function from a request to an answer of package api. One wrapper identifies, reads, calls, writes and logs (serve.go,
// endpoint.go). The OpenAPI document and the app's types are made of the same rows and types.
//
//	auth, err := web.NewAuth(web.AuthConfig{Store: st, Secret: secret})
//	server, err := web.New(web.Config{Store: st, Hub: hub, Auth: auth})
//	listener, err := net.Listen("tcp", "127.0.0.1:8080")
//	go server.Serve(listener) // until Shutdown
//	err = server.Shutdown(ctx)
package web
