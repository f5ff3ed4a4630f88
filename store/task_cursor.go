package store

import (
	"encoding/binary"
	"maps"
	"math"
	"slices"

	"roomkey/crm"
)

// NewestTask is the place of a list of tasks before which all of them come.
const NewestTask = math.MaxInt64

// TaskCursor makes a cursor of the places before which a user's list of tasks goes on, by region; that of this region
// goes by "".
func (q *TaskQueue) TaskCursor(user crm.ID, places map[string]int64) string {
	payload := binary.BigEndian.AppendUint64(nil, uint64(places[""]))
	for _, region := range slices.Sorted(maps.Keys(places)) {
		if region != "" {
			payload = append(append(payload, byte(len(region))), region...)
			payload = binary.BigEndian.AppendUint64(payload, uint64(places[region]))
		}
	}
	return q.db.cursor.seal(taskCursorOf(user), payload)
}

// TaskPlaces gives the places of a cursor; of none, the newest. A region that is not among them has not been listed
// yet. Errors: invalid.
func (q *TaskQueue) TaskPlaces(user crm.ID, cursor string) (map[string]int64, error) {
	places := map[string]int64{"": NewestTask}
	if cursor == "" {
		return places, nil
	}
	payload, err := q.db.cursor.open(taskCursorOf(user), "cursor", cursor)
	if err != nil {
		return nil, err
	}
	region, size := "", 0
	for {
		if len(payload) < size+8 {
			return nil, crm.Invalid("cursor", "is no cursor that was given for this")
		}
		region, payload = string(payload[:size]), payload[size:]
		places[region], payload = int64(binary.BigEndian.Uint64(payload)), payload[8:]
		if len(payload) == 0 {
			return places, nil
		}
		size, payload = int(payload[0]), payload[1:]
	}
}

func taskCursorOf(user crm.ID) string { return "tasks " + user.String() }
