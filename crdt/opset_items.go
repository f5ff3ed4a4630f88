package crdt

// items knows the items that a list of maps ever had, and their ids.
type items struct {
	all     []*object       // in order of arrival
	ids     map[string]bool // the ids of the first named items, and of some that were taken back
	named   int
	renamed bool // an item's id was changed after its change, so ids lacks what it was

	news   int // how often items came or were renamed
	unique int // how many of these were there when no two visible items had one id
}
