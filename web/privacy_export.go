package web

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"

	"roomkey/crm"
	"roomkey/store"
	"roomkey/web/api"
)

// maxRelated bounds the related records of an export, and auditLines what it says of the audit log.
const (
	maxRelated = 1000
	auditLines = 500
)

// export answers with all that is kept about a person, and notes that it was read.
func (p *privacy) export(ctx context.Context, who *principal, asked *api.PrivacyExportRequest) (
	*api.PrivacyExportAnswer, error) {
	var id crm.ID
	if err := readID("record", asked.Record, &id); err != nil {
		return nil, err
	}
	seen, err := p.find(ctx, who, id)
	if err != nil {
		return nil, err
	}
	answer := &api.PrivacyExportAnswer{Record: recordJSON{seen}, History: []api.Change{}, Audit: []api.AuditLine{},
		Disposition: `attachment; filename="` + seen.Type() + "-" + seen.ID().String() + `.json"`}
	if seen.DeletedAt().IsZero() {
		if answer.History, _, err = p.records.changes(ctx, who, seen, "", 0); err != nil {
			return nil, err
		}
	}
	related, more, err := p.related(ctx, who, seen)
	if err != nil {
		return nil, err
	}
	answer.Related, answer.More = recordsJSON(related), more
	lines, _, err := p.store.BrokerageAudit(ctx, &store.AuditQuery{Broker: who.user().Broker, Record: seen.ID(),
		Limit: auditLines})
	if err != nil {
		return nil, err
	}
	for _, line := range lines {
		answer.Audit = append(answer.Audit, auditLineOf(line))
	}
	p.audit.note(ctx, who, "privacy:exported", seen.ID(), "")
	return answer, nil
}

// related finds the records that name a record, or that hold one of its e-mail addresses.
func (p *privacy) related(ctx context.Context, who *principal, of *crm.View) (found []*crm.View, more bool, err error) {
	marks, err := marksOf(of)
	if err != nil {
		return nil, false, err
	}
	for _, kind := range crm.Types {
		for _, query := range []store.Query{{}, {Archived: true}, {Deleted: true}} {
			query.Type, query.Sort, query.Limit = kind.Name, "createdAt", exportPage
			for {
				page, err := p.store.List(ctx, who.user(), query)
				if err != nil {
					return nil, false, err
				}
				for _, seen := range page.Items {
					if seen.ID() == of.ID() || !holdsAny(seen, marks) {
						continue
					}
					if len(found) == maxRelated {
						return found, true, nil
					}
					found = append(found, seen)
				}
				if query.Cursor = page.Next; query.Cursor == "" {
					break
				}
			}
		}
	}
	return found, false, nil
}

// marksOf are texts by which other records tell of one, in lower case: its id, and its e-mail addresses as JSON has
// them.
func marksOf(v *crm.View) ([][]byte, error) {
	fields, _, err := v.Values()
	if err != nil {
		return nil, err
	}
	marks := [][]byte{[]byte(`"` + v.ID().String() + `"`)}
	var addresses []string
	for _, name := range []string{"email", "Email"} {
		var one string
		var many []string
		if json.Unmarshal(fields[name], &one) == nil {
			addresses = append(addresses, one)
		} else if json.Unmarshal(fields[name], &many) == nil {
			addresses = append(addresses, many...)
		}
	}
	for _, address := range addresses {
		if strings.Contains(address, "@") {
			marks = append(marks, plainJSON(strings.ToLower(address)))
		}
	}
	return marks, nil
}

// plainJSON is a text as records hold it: & and the like are not escaped.
func plainJSON(text string) []byte {
	var raw bytes.Buffer
	encoder := json.NewEncoder(&raw)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // texts always encode
	return bytes.TrimSuffix(raw.Bytes(), []byte("\n"))
}

func holdsAny(v *crm.View, marks [][]byte) bool {
	text := bytes.ToLower(v.AppendPrivate(v.AppendFields(nil)))
	for _, mark := range marks {
		if bytes.Contains(text, mark) {
			return true
		}
	}
	return false
}
