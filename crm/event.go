package crm

import (
	"encoding/json"
	"time"
)

// Room is the name of a room: "broker:", "team:", "user:" or "record:" and the UUID of what it is about.
type Room string

// The four kinds of room.
func BrokerRoom(id ID) Room { return Room("broker:" + id.String()) }
func TeamRoom(id ID) Room   { return Room("team:" + id.String()) }
func UserRoom(id ID) Room   { return Room("user:" + id.String()) }
func RecordRoom(id ID) Room { return Room("record:" + id.String()) }

// Parse splits a room's name into its kind ("broker", "team", "user", "record") and id.
func (r Room) Parse() (kind string, id ID, err error) {
	for _, kind := range []string{"broker", "team", "user", "record"} {
		if text, ok := cutPrefix(string(r), kind+":"); ok {
			id, err := ParseID(text)
			if err != nil || id.IsZero() || id.String() != text {
				break
			}
			return kind, id, nil
		}
	}
	return "", ID{}, Invalid("room", "a room is broker:, team:, user: or record: and a UUID")
}

func cutPrefix(s, prefix string) (string, bool) {
	if len(s) >= len(prefix) && s[:len(prefix)] == prefix {
		return s[len(prefix):], true
	}
	return s, false
}

// What happens to records; a record event's name is the type, a colon and one of these.
const (
	Created  = "created"
	Updated  = "updated"
	Archived = "archived"
	Restored = "restored"
	Deleted  = "deleted"
	Renewed  = "renewed"
)

// Names of events that are not about one record's content.
const (
	EventNotification  = "notification"        // data {id, kind, record, by}
	EventAccessChanged = "access:changed"      // data is a Loss
	EventPreferences   = "preferences:updated" // data {by}: the user's own settings have changed
	EventRead          = "notifications:read"  // data {ids}: the user has read these notifications; null: many
	EventViews         = "views:updated"       // data {by}: saved views that the receiver sees have changed
	EventBrokerage     = "brokerage:updated"   // data {by}: what the brokerage has set for everybody has changed
	EventOnline        = "user:presence:online"
	EventOffline       = "user:presence:offline"
)

// EventName is the name of a record event, for example "escrow:updated".
func EventName(recordType, what string) string { return recordType + ":" + what }

// Event is something that happened in a room. Offset is given by the store, in the transaction that stores the event;
// it rises by one within a room and epoch, without gaps.
type Event struct {
	Room    Room            `json:"room"`
	Offset  uint64          `json:"offset"`
	Name    string          `json:"name"`
	Data    json.RawMessage `json:"data"`
	At      time.Time       `json:"at"`
	Record  ID              `json:"-"` // whose rights are checked again at recovery; zero for none
	Private bool            `json:"-"` // Data holds private fields: only for who may read them
	Again   bool            `json:"-"` // another region says it again of a task: webhooks were told
}

// Position is where a client stands in a room.
type Position struct {
	Epoch  string
	Offset uint64
}
