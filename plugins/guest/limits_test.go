package guest

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// The table of limits in docs/plugins.md has the numbers of the code: the default and the maximum of each.
func TestLimits_AreThoseOfThePage(t *testing.T) {
	text, err := os.ReadFile("../../docs/plugins.md")
	if err != nil {
		t.Fatal(err)
	}
	_, page, _ := strings.Cut(string(text), "\n## Limits\n")
	_, page, _ = strings.Cut(page, "| --- | --- | --- | --- |\n")
	page, _, _ = strings.Cut(page, "\n\n")
	var said []string
	for _, row := range strings.Split(page, "\n") {
		cells := strings.Split(strings.Trim(row, "|"), "|")
		if len(cells) != 4 {
			t.Fatalf("a row of %d cells: %s", len(cells), row)
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		said = append(said, strings.Join(cells[:3], "|"))
	}
	if want := limitRows(); !slices.Equal(said, want) {
		t.Errorf("the page says\n%s\nand the code\n%s", strings.Join(said, "\n"), strings.Join(want, "\n"))
	}
	if stack := fmt.Sprintf("in JavaScript %s", kib(scriptStackBytes)); !strings.Contains(page, stack) {
		t.Errorf("the page does not say %q", stack)
	}
}

// limitRows are the first cells of the table's rows, by the code.
func limitRows() []string {
	host := NewHost(Config{})
	l := Limits{}.filled(host.config.MaxMemory)
	most := Limits{MemoryBytes: 1 << 60, CPU: 1 << 60, Wall: 1 << 60}.filled(host.config.MaxMemory)
	row := func(what, usual, most string) string { return what + "|" + usual + "|" + most }
	return []string{
		row("size of `main.wasm` / `main.js`", "", mib(maxModuleBytes)+" / "+mib(maxScriptBytes)),
		row("memory", mib(l.MemoryBytes), mib(most.MemoryBytes)),
		row("tables of a module", "",
			fmt.Sprintf("%d, with %s elements together", maxTables, commas(maxTableElements))),
		row("entries of a section / variables of a function", "", commas(maxEntries)+" / "+commas(maxLocals)),
		row("processor time of a step", span(l.CPU)+", else `limits.seconds`", span(most.CPU)),
		row("time of a step, host calls included", span(l.Wall), span(most.Wall)),
		row("host calls of a step", commas(l.Calls), ""),
		row("host calls a second", fmt.Sprintf("%s, after %s at once", commas(int(l.CallRate)), commas(callBurst)), ""),
		row("bytes handed to host calls / answered by them", mib(l.BytesOut)+" / "+mib(l.BytesIn), ""),
		row("input of one host call", "", mib(maxCallBytes)),
		row("the author's log", fmt.Sprintf("%s or %s lines at its beginning, and as much at its end",
			kib(l.StderrBytes), commas(maxLines)), ""),
		row("compiling", span(host.config.LoadTime)+" of the processor", ""),
		row("depth of calls", "", "50 MB of stack"), // wazero's own
	}
}

func mib[N int | int64](n N) string { return fmt.Sprintf("%d MiB", n>>20) }
func kib(n int) string              { return fmt.Sprintf("%d KiB", n>>10) }

func commas(n int) string {
	text := fmt.Sprint(n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

func span(d time.Duration) string {
	switch {
	case d >= time.Hour:
		return fmt.Sprintf("%d h", d/time.Hour)
	case d >= time.Minute:
		return fmt.Sprintf("%d min", d/time.Minute)
	}
	return fmt.Sprintf("%d s", d/time.Second)
}
