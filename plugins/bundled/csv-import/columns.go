package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"roomkey/crm"
	"roomkey/plugins/bundled/tables"
)

// column is a column of the file and its target.
type column struct {
	at     int
	name   string // heading of the column
	target string
	rank   int
	also   bool // another column is closer to the target: this one counts where that one says nothing
	kind   int  // the column that says what kind of phone this one holds; -1: none
}

// columns are the file's columns and their targets.
type columns struct {
	list    []column
	ignored []string // headings
	clashes []string // what is said of columns that want one field
}

// readColumns determines the targets of the columns: from the mapping, else from a field's own name, else from a common
// heading.
func readColumns(kind *crm.RecordType, header *tables.Row, mapping map[string]string) (*columns, error) {
	said, err := readMapping(kind, header, mapping)
	if err != nil {
		return nil, err
	}
	found := &columns{}
	exported := isExport(header)
	for at, name := range header.Cells {
		name = strings.TrimSpace(name)
		m, ok := meaningOf(kind, name)
		if exported && slices.Contains(rowColumns, name) { // "owner" is no seller
			ok = false
		}
		if target, told := said[at]; told {
			m, ok = meaning{target, rankTold}, target != ""
		}
		switch {
		case ok:
			found.list = append(found.list, column{at: at, name: name, target: m.target, rank: m.rank, kind: -1})
		case name != "":
			found.ignored = append(found.ignored, name)
		}
	}
	if len(found.list) == 0 {
		return nil, fmt.Errorf("none of the columns is known: %s. Give their fields in the mapping",
			strings.Join(header.Cells, ", "))
	}
	found.pair(kind, header)
	found.settle(kind)
	return found, nil
}

// rowColumns are the first columns of our own exports after the id: what is said of a record beside its fields.
var rowColumns = []string{"owner", "team", "visibility", "createdAt", "updatedAt", "archivedAt"}

// isExport reports whether a heading is that of our own export.
func isExport(header *tables.Row) bool {
	return len(header.Cells) > len(rowColumns) && strings.TrimSpace(header.Cells[0]) == "id" &&
		slices.Equal(header.Cells[1:len(rowColumns)+1], rowColumns)
}

// readMapping returns the targets that a mapping gives, by the index of the column. It names columns by their headings,
// or by their numbers, from 1: "#3".
func readMapping(kind *crm.RecordType, header *tables.Row, mapping map[string]string) (map[int]string, error) {
	said := make(map[int]string, len(mapping))
	for _, name := range slices.Sorted(maps.Keys(mapping)) {
		target, err := targetNamed(kind, mapping[name])
		if err != nil {
			return nil, err
		}
		number, numbered := strings.CutPrefix(name, "#")
		if at, err := strconv.Atoi(number); numbered && err == nil && at >= 1 && at <= len(header.Cells) {
			said[at-1] = target
			continue
		}
		there := false
		for at, cell := range header.Cells {
			if heading(cell) == heading(name) && (heading(name) != "" || strings.TrimSpace(cell) == name) {
				there = true
				if _, told := said[at]; !told {
					said[at] = target
				}
			}
		}
		if !there {
			return nil, fmt.Errorf("the file has no column %s, which the mapping names; it has: %s", shown(name),
				strings.Join(header.Cells, ", "))
		}
	}
	return said, nil
}

// pair finds the columns that say what kind of phone another column holds: "Phone 1 - Type" is about "Phone 1" and
// "Phone 1 - Value".
func (c *columns) pair(kind *crm.RecordType, header *tables.Row) {
	for at, cell := range header.Cells {
		of := companionOf(kind, cell)
		if of == "" {
			continue
		}
		for i := range c.list {
			key := heading(c.list[i].name)
			target := c.list[i].target
			if (strings.HasPrefix(target, "~phone") || target == "~labelled") &&
				(key == of || key == of+"value" || key == of+"number") {
				c.list[i].kind = at
				c.ignored = slices.DeleteFunc(c.ignored,
					func(name string) bool { return name == strings.TrimSpace(cell) })
			}
		}
	}
}

// settle decides which column fills a field that several columns want: the one whose heading is closest.
func (c *columns) settle(kind *crm.RecordType) {
	closest := make(map[string]int) // index by target
	for i := range c.list {
		target := c.list[i].target
		if several(kind, target) {
			continue
		}
		best, taken := closest[target]
		if !taken || c.list[i].rank < c.list[best].rank {
			closest[target] = i
		}
	}
	for i := range c.list {
		best, single := closest[c.list[i].target]
		if !single || best == i {
			continue
		}
		c.list[i].also = true
		c.clashes = append(c.clashes, fmt.Sprintf("%s and %s are both %s: %s counts, and the other one where it is "+
			"empty; "+
			"what differs is kept in a note", shown(c.list[best].name), shown(c.list[i].name),
			labelOf(kind, c.list[best].target), shown(c.list[best].name)))
	}
	// closest first, so that the others see what it says
	slices.SortStableFunc(c.list, func(a, b column) int { return boolInt(a.also) - boolInt(b.also) })
}

func boolInt(is bool) int {
	if is {
		return 1
	}
	return 0
}

func (c *columns) has(at int) bool {
	for i := range c.list {
		if c.list[i].at == at {
			return true
		}
	}
	return false
}
