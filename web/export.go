package web

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"roomkey/crm"
	"roomkey/store"
	"roomkey/web/api"
)

// exportPage is how many records an export reads at one moment.
const exportPage = 500

// exports give out whole types of records.
type exports struct{ store *store.Store }

// csv answers with every record of a type that the caller may read, archived ones unless asked otherwise but not
// deleted ones, as CSV (RFC 4180): a header of field names, then a row per record. Private fields stand in the rows of
// those records whose private half the caller may read, and are empty elsewhere. Money is in whole currency units with
// two decimals; lists of texts are joined by "; ", other lists and maps are JSON.
//
// A file is not the state of one moment. Archived records come last: one that is archived while the file is written may
// come twice, and one that is brought back then may be missing.
func (e *exports) csv(ctx context.Context, who *principal, asked *api.ExportRequest) (*api.Download, error) {
	user := who.User
	rows := &csvReader{ctx: ctx, store: e.store, user: &user, kind: asked.Type, lastPass: asked.Archived}
	if asked.Bom == 1 {
		rows.buffer.WriteString("\ufeff")
	}
	return &api.Download{Stream: api.Stream{Body: rows}, Disposition: `attachment; filename="` + asked.Type.Plural +
		`.csv"`}, nil
}

// csvReader makes the rows page by page, as they are read.
type csvReader struct {
	ctx    context.Context
	store  *store.Store
	user   *crm.User
	kind   *crm.RecordType
	begun  bool
	passes int // 0: records that are not archived, 1: those that are
	// … and the one after which all is done
	lastPass int
	cursor   string
	buffer   bytes.Buffer
}

func (r *csvReader) Read(p []byte) (int, error) {
	for r.buffer.Len() == 0 {
		if r.passes > r.lastPass {
			return 0, io.EOF
		}
		if err := r.page(); err != nil {
			return 0, err
		}
	}
	return r.buffer.Read(p)
}

// Buffered is part of inParts.
func (r *csvReader) Buffered() int { return r.buffer.Len() }

// Close has nothing to do: there is no transaction between two pages that would have to end.
func (r *csvReader) Close() error { return nil }

// page appends the next page of rows to the buffer.
func (r *csvReader) page() error {
	rows := csv.NewWriter(&r.buffer)
	rows.UseCRLF = true
	if !r.begun {
		r.begun = true
		if err := rows.Write(csvHeader(r.kind)); err != nil {
			return err
		}
	}
	found, err := r.store.List(r.ctx, r.user, store.Query{Type: r.kind.Name, Sort: "createdAt", Archived: r.passes == 1,
		Cursor: r.cursor, Limit: exportPage})
	if err != nil {
		return err
	}
	for _, seen := range found.Items {
		row, err := csvRow(r.kind, seen)
		if err != nil {
			return err
		}
		if err := rows.Write(row); err != nil {
			return err
		}
	}
	if r.cursor = found.Next; r.cursor == "" {
		r.passes++
	}
	rows.Flush()
	return rows.Error()
}

func csvHeader(kind *crm.RecordType) []string {
	names := []string{"id", "owner", "team", "visibility", "createdAt", "updatedAt", "archivedAt"}
	for i := range kind.Fields {
		names = append(names, kind.Fields[i].Name)
	}
	return names
}

func csvRow(kind *crm.RecordType, v *crm.View) ([]string, error) {
	fields, private, err := v.Values()
	if err != nil {
		return nil, err
	}
	archived := ""
	if at := v.ArchivedAt(); !at.IsZero() {
		archived = string(api.TimeOf(at))
	}
	of := v.Row()
	row := []string{v.ID().String(), of.Owner.String(), of.Team.String(), string(of.Visibility),
		string(api.TimeOf(v.CreatedAt())),
		string(api.TimeOf(v.UpdatedAt())), archived}
	for i := range kind.Fields {
		field := &kind.Fields[i]
		values := fields
		if field.Private {
			values = private
		}
		row = append(row, csvCell(field, values[field.Name]))
	}
	return row, nil
}

// csvCell is a field's value as a cell.
func csvCell(field *crm.Field, raw json.RawMessage) string {
	if len(raw) == 0 || string(raw) == "null" {
		return ""
	}
	var value any
	if err := json.Unmarshal(raw, &value); err != nil {
		return ""
	}
	switch value := value.(type) {
	case float64: // a number can't be a formula, so its sign may stay
		if field.Kind == crm.KindMoney {
			return strconv.FormatFloat(value/100, 'f', 2, 64)
		}
		return strconv.FormatFloat(value, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(value)
	case string:
		return harmless(value)
	case []any:
		if texts, ok := allTexts(value); ok {
			return harmless(strings.Join(texts, "; "))
		}
	}
	return harmless(string(raw))
}

func allTexts(items []any) ([]string, bool) {
	texts := make([]string, 0, len(items))
	for _, item := range items {
		text, ok := item.(string)
		if !ok {
			return nil, false
		}
		texts = append(texts, text)
	}
	return texts, true
}

// harmless puts an apostrophe before a text that a spreadsheet would run as a formula. Spreadsheets skip what is blank
// before it, and read the wide forms of the signs as well.
func harmless(text string) string {
	inner := strings.TrimLeft(text, " \t\r\n\v\f\u00a0\ufeff\u200b\u3000")
	if inner != text && strings.ContainsAny(text[:len(text)-len(inner)], "\t\r\n") {
		return "'" + text
	}
	for _, sign := range []string{"=", "+", "-", "@", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20"} {
		if strings.HasPrefix(inner, sign) {
			return "'" + text
		}
	}
	return text
}
