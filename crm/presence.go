package crm

// Presence is what a room is told of a device. Without a Status the device is there no longer.
type Presence struct {
	Room    Room
	User    ID
	Device  string // the peer id that it chose
	Status  string // "" or what the device says of itself
	Viewing bool   // the room's record
	Editing string // fields of the room's record, as JSON Pointers
	Typing  string
}
