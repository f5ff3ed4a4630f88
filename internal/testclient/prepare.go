package testclient

import (
	"slices"

	"roomkey/crdt"
	"roomkey/crm"
)

// Prepare makes n changes, one after the other, each of which sets the scalar root field that edit names to a value,
// and sends none of them: for load that is sent faster than it can be made. The document holds them afterwards; see
// Post.
func (d *Doc) Prepare(n int, edit func(i int) (key string, value any)) ([]*crdt.Change, error) {
	d.c.mu.Lock()
	defer d.c.mu.Unlock()
	changes := make([]*crdt.Change, n)
	for i := range changes {
		key, value := edit(i)
		change, err := d.make([]crdt.Op{{Key: key, Action: crdt.ActionSet, Value: primitive(value),
			Pred: d.survivors(key)}})
		if err != nil {
			return nil, err
		}
		changes[i] = change
	}
	return changes, nil
}

// Post sends one change of a document to the server and keeps no book of it. The document need not be open here: then
// whatever the server answers about it goes to OnFrame alone.
func (c *Client) Post(doc crm.ID, change *crdt.Change) error {
	return c.PostAll(doc, []*crdt.Change{change})
}

// PostAll is Post for changes that follow each other, at least one, in one message.
func (c *Client) PostAll(doc crm.ID, changes []*crdt.Change) error {
	chunks := make([][]byte, len(changes))
	for i, change := range changes {
		chunks[i] = change.Data
	}
	message := crdt.Message{Heads: []crm.Hash{changes[len(changes)-1].Hash},
		Have: []crdt.Have{{LastSync: slices.Clone(changes[0].Deps)}}, Changes: chunks}
	return c.sendSync("sync", doc, message.Encode())
}

func (c *Client) sendSync(kind string, doc crm.ID, data []byte) error {
	return c.Send(map[string]any{"type": kind, "senderId": c.PeerID, "targetId": c.server,
		"documentId": crm.DocumentID(doc), "data": data})
}
