// Package roomkey connects a plugin written in Go with Roomkey. It gives access to the step's input, progress, records,
// proposals, the language model and the web.
//
//	func main() { roomkey.Run(roomkey.Steps{"greet": greet}) }
//
//	func greet(t *roomkey.Task) error {
//		var in struct{ ID string }
//		if err := t.Input(&in); err != nil {
//			return err
//		}
//		listing, err := t.Get("listing", in.ID)
//		if err != nil {
//			return err
//		}
//		t.Progress(50, "Reading "+listing.ID, nil)
//		return t.Output(map[string]string{"owner": listing.Owner})
//	}
//
// Build it with GOOS=wasip1 GOARCH=wasm. A guest has no files, environment or sockets. It can do only what a Task
// offers, within the capabilities that the plugin's manifest asks for, the brokerage's grant and the caller's rights.
// Standard output and standard error are the author's log. Cancelling a task ends the guest immediately; a guest need
// not check for it.
//
// The package also builds on other platforms, so that a plugin's own rules can be unit tested. There Host stands in for
// the server.
package roomkey
