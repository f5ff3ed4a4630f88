// Runs an open house: finds the listing, adds the open house to the calendar, and makes leads of the people who signed
// in.
package main

import (
	_ "time/tzdata" // a guest has no files

	roomkey "roomkey/plugins/sdk/go"
)

func main() {
	roomkey.Run(roomkey.Steps{"find-listing": findListing, "schedule": schedule, "sign-in": signIn})
}
