// Command roomkey serves a real-estate CRM to browsers that keep working offline, and looks after its data.
//
//	roomkey serve --demo
//	roomkey user add --email ana@example.com --role agent --broker "Harbor Realty"
//	roomkey backup roomkey.backup
package main

import (
	"os"

	"roomkey/internal/command"
)

func main() {
	if command.Child(os.Args[1:]) {
		return
	}
	os.Exit(command.ThisProcess().UntilSignal())
}
