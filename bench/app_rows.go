package main

import (
	"fmt"
	"time"
)

// vsync is the time of a frame on a display of 60 Hz, with what Chromium's clock rounds.
const vsync = 16800 * time.Microsecond

// report adds a row for each number that the app has to reach, as far as it was measured.
func (f *appFigures) report(r *report) {
	f.reportEdits(r)
	f.reportLists(r)
	f.reportStarts(r)
	r.judge("initial JS and CSS, gzip", kilo(f.FirstBytes), "350 KB", f.FirstBytes > 0 && f.FirstBytes <= 350<<10)
	r.judge("Automerge's WebAssembly, brotli", fmt.Sprintf("%.2f MB", float64(f.WasmBytes)/1e6), "0.85 MB",
		f.WasmBytes > 0 && f.WasmBytes <= 850_000)
	f.reportTasks(r)
	r.note("Chromium without a screen, in a window of 1280 by 800, which draws without a graphics processor: a frame "+
		"is the time between two of its animation frames, and what was painted is what the main thread had committed. "+
		"Prices, letters and pauses by the seed %d. A start counts from the navigation, unless the row says "+
		"otherwise: bulk %s; empty browser %s; warm %s; slow network %s. Scrolling, but where the row says otherwise, "+
		"and Cmd-K are measured while the device gets the documents of the long list. web/app/bench/README.md tells "+
		"where the time goes.", appSeed, each(durations(f.Bulk)),
		each(durations(f.Empty)), each(durations(f.Warm)), each(durations(f.Slow)))
}

func (f *appFigures) reportEdits(r *report) {
	within(r, "an edit until it is painted, p50", f.Edit, 50, 30*time.Millisecond)
	within(r, "… p95", f.Edit, 95, 60*time.Millisecond)
	if late, idle := lateFrames(f.Typing), lateFrames(f.Rest); len(f.Typing) > 0 {
		r.judge(fmt.Sprintf("late frames while %d keys are typed at 100/s", len(f.Key)),
			fmt.Sprintf("%d of %d; %d of %d at rest", late, len(f.Typing), idle, len(f.Rest)), "0", late == 0)
	}
	middle(r, "… a key until it is painted, p50", f.Key)
	within(r, "a teammate's key until it is painted here, p95", f.Teammate, 95, 100*time.Millisecond)
	middle(r, "… p50", f.Teammate)
}

func (f *appFigures) reportLists(r *report) {
	r.judge(fmt.Sprintf("mounted rows at most, %d listed", f.Rows), fmt.Sprint(f.Mounted), "60", f.Mounted <= 60)
	within(r, "a frame while scrolling, p95", f.Scroll, 95, vsync)
	within(r, "… once copies of all are on the disk, p95", f.ScrollLater, 95, vsync)
	if len(f.Bare) > 0 {
		r.line("… of a page with as many copies of these rows and no app, p95", ms(percentile(durations(f.Bare), 95)))
	}
	within(r, "sorted by a click, p95", f.Sort, 95, 100*time.Millisecond)
	within(r, "filtered by a click, p95", f.Filter, 95, 100*time.Millisecond)
	within(r, "Cmd-K over as many records, p95", f.Palette, 95, 50*time.Millisecond)
	middle(r, "… p50", f.Palette)
}

func (f *appFigures) reportStarts(r *report) {
	within(r, fmt.Sprintf("%d documents by /sync/bulk until they are on the disk", f.BulkDocuments), f.Bulk, 50,
		500*time.Millisecond)
	within(r, fmt.Sprintf("all %d documents of the demo, in an empty browser", f.EmptyDocuments), f.Empty, 50,
		time.Second)
	middle(r, "… until the first of them are asked for, p50", f.EmptyAsked)
	within(r, "rows painted by a warm start without a network", f.Warm, 50, time.Second)
	within(r, "1.6 Mbit/s, 300 ms: from Sign in until rows are painted", f.Slow, 50, 4*time.Second)
}

func (f *appFigures) reportTasks(r *report) {
	task := func(count int, what string, longest millis) {
		if count == 0 {
			return
		}
		value := "none over 50 ms"
		if longest > 0 {
			value = ms(longest.duration())
		}
		r.judge(fmt.Sprintf("the longest task, %d %s", count, what), value, "50 ms", longest <= 50)
	}
	task(f.BurstEdits, "edits of others in a list", f.BurstList)
	task(f.BurstEdits, "edits of others in a record", f.BurstRecord)
	task(f.Proposals, "proposals accepted", f.Accept)
	middle(r, "… at the first start with the demo, p50", f.EmptyTask)
}

// within adds a row whose percentile may be most.
func within(r *report, what string, of []millis, p int, most time.Duration) {
	if len(of) == 0 {
		return
	}
	is := percentile(durations(of), p)
	bar := ms(most)
	if most == vsync {
		bar = "16.7 ms"
	}
	r.judge(what, ms(is), bar, is <= most)
}

// middle adds a row for the median, without a bar.
func middle(r *report, what string, of []millis) {
	if len(of) > 0 {
		r.line(what, ms(percentile(durations(of), 50)))
	}
}

// lateFrames counts those that came a frame or more after their turn.
func lateFrames(of []millis) int {
	late := 0
	for _, m := range of {
		if m.duration() > vsync*3/2 {
			late++
		}
	}
	return late
}

func kilo(bytes int64) string { return fmt.Sprintf("%.0f KB", float64(bytes)/1024) }
