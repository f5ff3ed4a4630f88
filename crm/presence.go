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

// Ephemeral is a message of a device to all others that have a document open, such as where its caret is. It is not
// stored.
type Ephemeral struct {
	Document ID
	Sender   string // the peer id of the device
	Session  string // by which the device counts
	Count    uint64 // of the device's messages of the session; it rises
	Data     []byte // CBOR, at most MaxEphemeral bytes
}

// MaxEphemeral is the longest data of an ephemeral message, in bytes.
const MaxEphemeral = 4 << 10
