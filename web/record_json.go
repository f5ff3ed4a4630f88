package web

import (
	"encoding/hex"
	"encoding/json"
	"runtime"
	"slices"

	"roomkey/crm"
	"roomkey/web/api"
)

// recordJSON is a record that writes itself.
type recordJSON struct{ view *crm.View }

// AppendJSON is part of api.Written.
func (r recordJSON) AppendJSON(dst []byte) []byte { return appendView(dst, r.view) }

// recordsJSON is a list of records that writes itself.
type recordsJSON []*crm.View

// AppendJSON is part of api.Written.
func (l recordsJSON) AppendJSON(dst []byte) []byte { return appendViews(dst, l) }

// typicalRecord is about how many bytes one takes.
const typicalRecord = 1500

// appendView writes a record as its user may see it: for one who may not read the private half there is no trace of it.
// It appends null for no view. The fields of what the store lists are JSON already, and are not parsed again: lists and
// the catalog write thousands of these.
func appendView(dst []byte, v *crm.View) []byte {
	if v == nil {
		return append(dst, "null"...)
	}
	row, private := v.Row(), v.Access().ReadsPrivate()
	dst = append(dst, `{"id":"`...)
	dst = append(dst, v.ID().String()...)
	dst = append(dst, `","type":"`...)
	dst = append(dst, v.Type()...)
	dst = append(dst, `","documentId":"`...)
	dst = append(dst, crm.DocumentID(v.DocumentOf(false))...)
	if private {
		dst = append(dst, `","privateDocumentId":"`...)
		dst = append(dst, crm.DocumentID(v.DocumentOf(true))...)
	}
	dst = append(dst, `","owner":"`...)
	dst = append(dst, row.Owner.String()...)
	dst = append(dst, `","team":"`...)
	dst = append(dst, row.Team.String()...)
	dst = append(dst, `","visibility":"`...)
	dst = append(dst, row.Visibility...)
	dst = append(dst, `","heads":`...)
	dst = appendHashes(dst, v.Heads())
	dst = v.AppendFields(append(dst, `,"fields":`...))
	if private {
		dst = v.AppendPrivate(append(dst, `,"private":`...))
	}
	dst = append(dst, `,"conflicts":`...)
	dst = appendConflicts(dst, v.Conflicts())
	dst = append(dst, `,"flags":`...)
	dst = appendFlags(dst, v.Flags())
	dst = api.AppendTime(append(dst, `,"createdAt":`...), v.CreatedAt())
	dst = api.AppendTime(append(dst, `,"updatedAt":`...), v.UpdatedAt())
	dst = api.AppendTime(append(dst, `,"archivedAt":`...), v.ArchivedAt())
	dst = api.AppendTime(append(dst, `,"deletedAt":`...), v.DeletedAt())
	return append(dst, '}')
}

// breathEvery is after how many records others get the processor: they take about a millisecond, and the scheduler by
// itself lets ten pass.
const breathEvery = 256

// appendViews writes a list of records.
func appendViews(dst []byte, views []*crm.View) []byte {
	dst = append(slices.Grow(dst, len(views)*typicalRecord), '[')
	for i, v := range views {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendView(dst, v)
		if (i+1)%breathEvery == 0 {
			runtime.Gosched()
		}
	}
	return append(dst, ']')
}

func appendFlags(dst []byte, flags []string) []byte {
	if len(flags) == 0 {
		return append(dst, "[]"...)
	}
	return appendValue(dst, flags)
}

func appendConflicts(dst []byte, conflicts map[string][]crm.Conflicting) []byte {
	if len(conflicts) == 0 {
		return append(dst, "{}"...)
	}
	return appendValue(dst, conflicts)
}

func appendHashes(dst []byte, hashes []crm.Hash) []byte {
	dst = append(dst, '[')
	for i, hash := range hashes {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, '"')
		dst = hex.AppendEncode(dst, hash[:])
		dst = append(dst, '"')
	}
	return append(dst, ']')
}

// appendValue writes what can't fail to marshal: texts, and structs of texts, times and JSON that is valid.
func appendValue(dst []byte, value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		return append(dst, "null"...)
	}
	return append(dst, text...)
}
