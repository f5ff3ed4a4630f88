// Package roomkey is what a plugin written in Go says to Roomkey: the input of its step, progress, records, proposals, the language model, the web.
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
// Build it with GOOS=wasip1 GOARCH=wasm. A guest has no files, environment or sockets: everything goes through the Task, within what the plugin's manifest
// asks for, the brokerage has granted and the caller may do. Standard output and standard error are the author's log.
// Cancelling ends the guest at once, wherever it is; there is nothing to listen for.
//
// On every other platform the package builds too, so that a plugin's own rules can be unit tested; Host stands in for the server there.
package roomkey
