package web

import (
	"context"
	"encoding/json"

	"roomkey/crm"
	"roomkey/store"
	"roomkey/web/api"
)

// maxTasksListed bounds what another region may ask for: as much as a client may.
const maxTasksListed = 500

// tasksBefore asks a region for its part of a list.
type tasksBefore struct {
	Before int64 `json:"before"` // a place of that region's list
	Limit  int   `json:"limit"`
}

// listedTask is a task with its place in the list of its region.
type listedTask struct {
	Place int64    `json:"place"`
	Task  api.Task `json:"task"`
}

// tasksListed are the tasks of a region, the newest first.
type tasksListed struct {
	Tasks []listedTask `json:"tasks"`
	More  bool         `json:"more"` // there are older ones
}

// list answers with the tasks that the caller may see, the newest first, without what they put out and propose: those
// of all regions that answer.
func (t *tasks) list(ctx context.Context, who *principal, asked *api.TasksRequest) (*api.TasksAnswer, error) {
	if t.runner == nil {
		return nil, errNoTasks
	}
	user := who.user()
	places, err := t.store.TaskPlaces(user.ID, asked.Cursor)
	if err != nil {
		return nil, err
	}
	lists := map[string]*tasksListed{"": {}}
	if places[""] > 0 {
		if lists[""], err = t.listHere(ctx, user, &tasksBefore{places[""], asked.Limit}); err != nil {
			return nil, err
		}
	}
	silent, err := t.listElsewhere(ctx, user, asked.Limit, places, lists)
	if err != nil {
		return nil, err
	}
	items, more := mergeTasks(lists, asked.Limit, places)
	answer := &api.TasksAnswer{Items: items, Silent: silent}
	if more {
		answer.Next = orNull(t.store.TaskCursor(user.ID, places))
	}
	return answer, nil
}

// listHere lists tasks that are here.
func (t *tasks) listHere(ctx context.Context, user *crm.User, asked *tasksBefore) (*tasksListed, error) {
	if asked.Limit < 1 || asked.Limit > maxTasksListed {
		return nil, crm.Invalid("limit", "is 1 to %d", maxTasksListed)
	}
	list, err := t.runner.Tasks(ctx, user, asked.Before, asked.Limit+1)
	if err != nil {
		return nil, err
	}
	listed := &tasksListed{More: len(list) > asked.Limit}
	for _, task := range list[:min(len(list), asked.Limit)] {
		listed.Tasks = append(listed.Tasks, listedTask{task.Place, *t.shown(task, nil)})
	}
	return listed, nil
}

// listElsewhere adds the lists of the other regions, but of those that have been listed to their end.
func (t *tasks) listElsewhere(ctx context.Context, user *crm.User, limit int, places map[string]int64,
	lists map[string]*tasksListed) (silent []string, err error) {
	if t.others == nil {
		return nil, nil
	}
	bodies := make(map[string][]byte)
	for _, region := range t.others.Others() {
		before, listed := places[region]
		if !listed {
			before = store.NewestTask
		}
		if before == 0 {
			continue
		}
		if bodies[region], err = json.Marshal(tasksBefore{before, limit}); err != nil {
			return nil, err
		}
	}
	q := &crm.TaskQuestion{Act: crm.TaskList, Broker: user.Broker, User: user.ID}
	var answers map[string][]byte
	if err := aside(ctx, func() { answers, silent = t.others.AskEach(ctx, q, bodies) }); err != nil {
		return nil, err
	}
	for region, raw := range answers {
		lists[region] = &tasksListed{}
		if err := json.Unmarshal(raw, lists[region]); err != nil {
			return nil, err
		}
	}
	return silent, nil
}

// mergeTasks makes one list of the lists of regions and cuts it. It moves the places of these regions to where the next
// page goes on, 0 at the end; more says whether any has not come to its end.
func mergeTasks(lists map[string]*tasksListed, limit int, places map[string]int64) (items []api.Task, more bool) {
	items = []api.Task{}
	seen := make(map[crm.ID]bool)
	for len(items) < limit {
		next, from := (*listedTask)(nil), ""
		for region, list := range lists {
			if len(list.Tasks) == 0 {
				continue
			}
			if first := &list.Tasks[0]; next == nil || first.Task.CreatedAt > next.Task.CreatedAt ||
				first.Task.CreatedAt == next.Task.CreatedAt && region < from {
				next, from = first, region
			}
		}
		if next == nil {
			break
		}
		lists[from].Tasks = lists[from].Tasks[1:]
		places[from] = next.Place
		if !seen[next.Task.ID] {
			items, seen[next.Task.ID] = append(items, next.Task), true
		}
	}
	for region, list := range lists {
		if len(list.Tasks) == 0 && !list.More {
			places[region] = 0
		} else {
			more = true
		}
	}
	return items, more
}
