// Package web is Roomkey's HTTP side: REST under /api/v1, the socket's upgrade at /sync, sign-in, health and metrics, and
// the embedded app.
//
// It decides who asks (auth.go), what a request may look like (decode.go, query.go) and which HTTP status an error gets
// (problem.go, the only file that does). It refuses to decide what a user may do with a record: that is [crm.User.May], asked
// by the hub and the store. It never touches a document's bytes but to stream them, and it keeps nothing of a request
// after the handler returned: Fiber reuses that memory, so every string and slice is copied in call.go and socket.go.
//
// Everything that answers is an entry of the table in routes.go; one wrapper identifies, bounds, calls and logs.
//
//	auth, err := web.NewAuth(web.AuthConfig{Store: st, Secret: secret})
//	server, err := web.New(web.Config{Store: st, Hub: hub, Auth: auth})
//	listener, err := net.Listen("tcp", "127.0.0.1:8080")
//	go server.Serve(listener) // until Shutdown
//	err = server.Shutdown(ctx)
package web
