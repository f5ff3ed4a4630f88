package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"
)

// headings begin a figure's part of the results.
const heading = "\n## "

const resultsIntroduction = `# Results

` + "`make bench`" + ` takes the main figures, and ` + "`make bench-full`" + ` all of them.
Each figure replaces its own part of this file, and says when it was taken and how many processes wanted to run then.
The load generator runs on the same machine. Ratios of one run count; absolute figures are for orientation.
`

// keep puts the report's figures into a file of results, in the place of those that were there. Others stay.
func (r *report) keep(file string) error {
	was, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	parts := map[string]string{}
	for _, part := range strings.Split(string(was), heading)[1:] {
		title, _, _ := strings.Cut(part, "\n")
		parts[title] = strings.TrimRight(part, "\n")
	}
	for i := range r.sections {
		s := &r.sections[i]
		parts[s.title] = s.markdown(&r.machine)
	}
	text := resultsIntroduction
	for _, f := range figures {
		if part, ok := parts[f.title]; ok {
			text += heading + part + "\n"
		}
	}
	return os.WriteFile(file, []byte(text), 0o644)
}

// markdown is a figure as it is kept, without the marks of a heading.
func (s *section) markdown(m *machine) string {
	notes := slices.Concat(s.notes, []string{fmt.Sprintf("Taken on %s in %s. %s; %s of memory; %s; data on %s; %s; "+
		"Node %s. Load at the end: %s.", s.at.UTC().Format(time.DateOnly), s.took.Round(time.Second), m.processor,
		m.memory, m.system, m.disk, m.golang, m.node, s.load)})
	return s.title + "\n\n" + tableOf(s.rows) + "\n- " + strings.Join(notes, "\n- ")
}
