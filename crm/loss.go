package crm

// Causes of a Loss.
const (
	LossTransferred = "transferred" // somebody has changed the owner, team or visibility
	LossDeleted     = "deleted"
	LossErased      = "erased" // an operator has removed every trace of it
	LossRights      = "rights" // the role or the teams of who has lost it have changed
)

// Loss is the data of an event EventAccessChanged: the receiver may read some records no longer, why, and by whom.
type Loss struct {
	Gone  []ID   `json:"gone"`
	Cause string `json:"cause,omitempty"` // LossTransferred and so on; empty where the receiver may not know
	By    ID     `json:"by,omitzero"`     // a colleague of the receiver; zero where nobody, or none whom they may know
	// Changed says which of "owner", "team" and "visibility" a transfer has changed, and not to what.
	Changed []string `json:"changed,omitempty"`
	More    bool     `json:"more,omitempty"` // whether records are lost that are not named
}
