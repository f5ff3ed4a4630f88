// Package roomkeytest is the one harness of the tests of the whole program (e2e/…): it builds the program, serves
// copies of the demo's data with it, and speaks to it as people, browsers and operators do. It looks at nothing
// inside the server.
//
//	s := roomkeytest.Serve(t)
//	token := s.Personal(demo.Agent1.Email)
//	var page roomkeytest.Page
//	s.Get(token, "/leads?limit=1", &page)
//
// Everything that a server needs is given to its process, so that tests run beside one another.
package roomkeytest
