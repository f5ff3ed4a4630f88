package session

import "roomkey/crm"

// fewDocs is how many documents of a session are found by looking at each. Nearly every session has no more; two maps
// of one entry each would hold half a kilobyte.
const fewDocs = 6

// openDoc is a document that the session's peer has spoken of.
type openDoc struct {
	link  Document
	id    crm.ID
	name  string // the id in base58check
	asked int    // the peer's messages that the document has not finished with; guarded by the session's mu
}

// docSet is the documents that one session has open. Its zero value is empty. A document stays until the session ends.
type docSet struct {
	list   []*openDoc
	byID   map[crm.ID]*openDoc // of all; nil while there are few
	byName map[string]*openDoc
}

func (d *docSet) add(doc *openDoc) {
	d.list = append(d.list, doc)
	if len(d.list) <= fewDocs {
		return
	}
	if d.byID == nil {
		d.byID, d.byName = make(map[crm.ID]*openDoc), make(map[string]*openDoc)
		for _, other := range d.list {
			d.byID[other.id], d.byName[other.name] = other, other
		}
	}
	d.byID[doc.id], d.byName[doc.name] = doc, doc
}

// get gives a document by its id, and named by its name: checking a name costs more than finding it. nil: it is not
// open.
func (d *docSet) get(id crm.ID) *openDoc {
	if d.byID != nil {
		return d.byID[id]
	}
	for _, doc := range d.list {
		if doc.id == id {
			return doc
		}
	}
	return nil
}

func (d *docSet) named(name []byte) *openDoc {
	if d.byName != nil {
		return d.byName[string(name)]
	}
	for _, doc := range d.list {
		if doc.name == string(name) {
			return doc
		}
	}
	return nil
}
