package session

import (
	"time"

	"roomkey/crm"
)

const (
	presenceTimeout = 45 * time.Second // after the last presence frame, before the device counts as gone
	editingTimeout  = 5 * time.Minute  // after the last change, before the device counts as no longer editing
)

// fieldRef is a field of a record; the zero fieldRef is none.
type fieldRef struct {
	record crm.ID
	field  string // JSON Pointer
}

// presence is what one device does, according to its last frame. A device that never sent one has the zero presence.
type presence struct {
	status  string
	viewing crm.ID
	editing fieldRef
	typing  fieldRef
	seen    time.Time // when the last frame came
	active  time.Time // when editing began, or something in that record was last changed by this device
	overdue fieldRef  // the editing that lapsed: repeating it does not bring it back
}

// update takes the content of a frame.
func (p *presence) update(status string, viewing crm.ID, editing, typing fieldRef, now time.Time) {
	p.status, p.viewing, p.typing, p.seen = status, viewing, typing, now
	switch {
	case editing == fieldRef{}:
		p.editing, p.overdue = fieldRef{}, fieldRef{}
	case editing == p.overdue:
	case editing != p.editing:
		p.editing, p.overdue, p.active = editing, fieldRef{}, now
	}
}

// changed notes that the device changed a record: its editing of that goes on, or begins again.
func (p *presence) changed(record crm.ID, now time.Time) {
	switch {
	case record.IsZero():
	case record == p.editing.record:
		p.active = now
	case record == p.overdue.record:
		p.editing, p.overdue, p.active = p.overdue, fieldRef{}, now
	}
}

// expire ends every state that was not confirmed for too long; true if that changed something.
func (p *presence) expire(now time.Time) bool {
	if p.status == "" {
		return false
	}
	if now.Sub(p.seen) >= presenceTimeout {
		*p = presence{}
		return true
	}
	if p.editing != (fieldRef{}) && now.Sub(p.active) >= editingTimeout {
		p.overdue, p.editing, p.typing = p.editing, fieldRef{}, fieldRef{}
		return true
	}
	return false
}

// in is the part of a presence that a room sees.
func (p *presence) in(at address) presenceView {
	if p.status == "" || at.kind == "user" {
		return presenceView{}
	}
	seen := presenceView{status: p.status}
	if at.kind == "record" {
		seen.viewing = p.viewing == at.id
		if p.editing.record == at.id {
			seen.editing = p.editing.field
		}
		if p.typing.record == at.id {
			seen.typing = p.typing.field
		}
	}
	return seen
}

// presenceView is a device as a room sees it. A device that is not there has the zero presenceView.
type presenceView struct {
	status  string
	viewing bool // of the room's record
	editing string
	typing  string // fields of the room's record
}

// within leaves out fields that the member's room does not know, and those that the member may not write.
func (v presenceView) within(rights roomRights) presenceView {
	if v.editing != "" && !rights.edits(v.editing) {
		v.editing = ""
	}
	if v.typing != "" && !rights.edits(v.typing) {
		v.typing = ""
	}
	return v
}

// public is the part for those who may not read private fields. It leaves out even a private field's name.
func (v presenceView) public() presenceView {
	if crm.IsPrivate(v.editing) {
		v.editing = ""
	}
	if crm.IsPrivate(v.typing) {
		v.typing = ""
	}
	return v
}
