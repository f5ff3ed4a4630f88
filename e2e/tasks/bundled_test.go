package tasks_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
)

// What the model says to the plugins that ask it.
const (
	modelCopy    = "Light fills every room of this bright home, and the garden waits behind it."
	modelSummary = "Sales nearby speak for this range of prices."
	modelDraft   = "Good morning! Shall we look at two homes on Saturday?"
)

// helpfulModel answers each plugin as it asks.
func helpfulModel(w *modelAnswer, q question, _ http.Header) {
	switch system := q.system(); {
	case strings.HasPrefix(system, "Write the public remarks"):
		w.says(modelCopy, 200)
	case strings.HasPrefix(system, "You write for home sellers"):
		w.says(modelSummary, 300)
	case strings.HasPrefix(system, "You write for a real-estate agent"):
		w.says(modelDraft, 100)
	default:
		w.says(`{"price":"$500,000","closeOfEscrowDate":"2027-06-05","financing":"FHA","contingencyDays":{"loan":17}}`,
			150)
	}
}

func TestBundled_EachDoesItsWorkWithoutAModel(t *testing.T) {
	t.Parallel()
	openBrokerage(t, roomkeytest.Config{}).tryAll(t)
}

func TestBundled_EachDoesItsWorkWithAModel(t *testing.T) {
	t.Parallel()
	m := newModel(t, helpfulModel)
	openBrokerage(t, m.config()).tryAll(t)
	var systems []string
	for _, q := range m.questions() {
		systems = append(systems, strings.Fields(q.system())[2])
		if q.MaxTokens <= 0 {
			t.Errorf("the model may say as much as it likes: %+v", q)
		}
	}
	if len(systems) != 4 { // comps, lead-score, listing-copy and new-escrow, once each
		t.Errorf("the model was asked %d times: %v", len(systems), systems)
	}
}

func (o *brokerage) tryAll(t *testing.T) {
	for _, c := range []struct {
		name string
		try  func(*testing.T)
	}{{"comps", o.tryComps}, {"lead-score", o.tryLeadScore}, {"listing-copy", o.tryListingCopy},
		{"csv-import", o.tryImport},
		{"new-escrow", o.tryNewEscrow}, {"open-house", o.tryOpenHouse}, {"dedupe", o.tryDedupe}} {
		t.Run(c.name, c.try)
	}
	if o.by == "rules" {
		t.Run("sentences", o.trySentences)
	}
	o.IsSound()
}

func (o *brokerage) tryComps(t *testing.T) {
	subject := o.one("/listings?filter[StandardStatus]=Active&filter[PropertySubType]=Single%20Family%20Residence",
		shared)
	var out struct {
		Comparables []struct {
			Listing, CloseDate, Address string
			ClosePrice                  float64
			Similarity                  int
			Reasons                     []string
		}
		Range              struct{ Low, Estimate, High float64 }
		Confidence         string
		Summary, SummaryBy string
	}
	task := o.run(o.own, "roomkey.comps/comps", map[string]any{"listing": subject.ID, "asOf": today}, &out)
	if len(out.Comparables) == 0 || len(out.Comparables) > 6 || out.Range.Low <= 0 ||
		out.Range.Low > out.Range.Estimate || out.Range.Estimate > out.Range.High ||
		out.SummaryBy != o.by || out.Summary == "" || len(task.Proposals) != 0 {
		t.Errorf("it puts out %s and proposes %d changes", task.Output, len(task.Proposals))
	}
	for _, c := range out.Comparables {
		sold := o.record("/listings/" + c.Listing)
		if sold.Fields["StandardStatus"] != "Closed" || sold.Fields["ClosePrice"] != c.ClosePrice ||
			sold.Fields["CloseDate"] != c.CloseDate || len(c.Reasons) == 0 || sold.ID == subject.ID {
			t.Errorf("it compares with %+v, which is %v", c, sold.Fields)
		}
	}
	events := awaitEvent(o.own, task.ID, "completed")
	checkEvents(t, events)
	if o.by == "model" && (out.Summary != modelSummary || wholeText(events) != modelSummary) {
		t.Errorf("the summary is %q, and the room heard %q", out.Summary, wholeText(events))
	}
}

func (o *brokerage) tryLeadScore(t *testing.T) {
	lead := o.one("/leads?filter[stage]=contacted", shared)
	var out struct {
		Leads []struct {
			Lead, NextAction, Due, Draft, DraftBy string
			Score                                 float64
			Reasons                               []struct{ Points float64 }
		}
	}
	task := o.run(o.team, "roomkey.lead-score/score", map[string]any{"lead": lead.ID, "asOf": today + "T09:00:00Z"},
		&out)
	if len(out.Leads) != 1 || out.Leads[0].Lead != lead.ID || out.Leads[0].NextAction == "" ||
		out.Leads[0].DraftBy != o.by {
		t.Fatalf("it puts out %s", task.Output)
	}
	scored, sum := out.Leads[0], 0.0
	for _, r := range scored.Reasons {
		sum += r.Points
	}
	if sum != scored.Score {
		t.Errorf("a score of %v, and %v points in reasons", scored.Score, sum)
	}
	o.accepts(task)
	if is := o.record("/leads/" + lead.ID).Fields; is["score"] != scored.Score || is["nextTaskAt"] != scored.Due {
		t.Errorf("accepted, the lead has %v and %v, not %v and %v", is["score"], is["nextTaskAt"], scored.Score,
			scored.Due)
	}
	events := awaitEvent(o.team, task.ID, "completed")
	checkEvents(t, events)
	if o.by == "model" && (scored.Draft != modelDraft || wholeText(events) != modelDraft) {
		t.Errorf("the draft is %q, and the room heard %q", scored.Draft, wholeText(events))
	}
}

func (o *brokerage) tryListingCopy(t *testing.T) {
	listing := o.one("/listings?filter[StandardStatus]=Active", shared)
	var out struct{ Text, By, Why string }
	task := o.run(o.team, "roomkey.listing-copy/write",
		map[string]any{"listing": listing.ID, "highlights": []string{"newer roof", "adults only"}}, &out)
	if out.By != o.by || out.Text == "" || strings.Contains(out.Text, "adults") ||
		(out.Why == "") != (o.by == "model") {
		t.Errorf("it puts out %s", task.Output)
	}
	o.accepts(task)
	if is := o.record("/listings/" + listing.ID).Fields["PublicRemarks"]; is != out.Text {
		t.Errorf("accepted, the remarks are %v", is)
	}
	events := awaitEvent(o.team, task.ID, "completed")
	checkEvents(t, events)
	if o.by == "model" && (out.Text != modelCopy || wholeText(events) != modelCopy) {
		t.Errorf("the remarks are %q, and the room heard %q", out.Text, wholeText(events))
	}
}

func (o *brokerage) tryImport(t *testing.T) {
	file := "Property Address,Sale Price,Accepted,Opened,Close of Escrow,Side,Commission %\r\n"
	for i := range 5 {
		file += fmt.Sprintf("\"%d Import Way, Davis, CA "+
			"95616\",\"$%d00,000\",11/9/2026,11/10/2026,12/%d/2026,buyer,2.5\r\n", i+1, i+4, i+10)
	}
	var out struct {
		Created int
		Totals  map[string]int
	}
	task := o.run(o.own, "csv-import", map[string]any{"type": "escrow", "csv": file}, &out)
	if task.Status != "completed" || out.Created != 5 || out.Totals["rows"] != 5 || len(task.Proposals) != 5 {
		t.Fatalf("it is %s with %d proposals and puts out %s", task.Status, len(task.Proposals), task.Output)
	}
	for i, p := range task.Proposals {
		made := o.record("/escrows/" + p.Record)
		commission, _ := made.Private["commission"].(map[string]any)
		if made.Fields["propertyAddress"] != fmt.Sprintf("%d Import Way, Davis, CA 95616", i+1) ||
			made.Fields["purchasePrice"] != float64(i+4)*100_000_00 ||
			made.Fields["closeOfEscrowDate"] != fmt.Sprintf("2026-12-%d", i+10) || commission["grossPct"] != 2.5 ||
			made.Owner != demo.Agent1.ID.String() || p.Status != "accepted" {
			t.Errorf("row %d has become %+v", i+2, made)
		}
	}
	events := awaitEvent(o.own, task.ID, "completed")
	checkEvents(t, events)
	counts := regexp.MustCompile(`^Importing escrows \([1-4]/5\)$`)
	if !slices.ContainsFunc(events, func(e taskEvent) bool { return counts.MatchString(e.Message) }) {
		t.Errorf("nobody is told how far it is: %+v", events)
	}
}

func (o *brokerage) tryNewEscrow(t *testing.T) {
	listing := o.one("/listings?filter[StandardStatus]=Active", func(r record) bool { return true })
	text := fmt.Sprintf("Create escrow for %s, %s, CA %s at $500,000 closing June 5", listing.Fields["UnparsedAddress"],
		listing.Fields["City"], listing.Fields["PostalCode"])
	var out struct{ Escrow, Listing, Side, AcceptanceDate, By string }
	task := o.run(o.own, "new-escrow", map[string]any{"text": text, "asOf": today}, &out)
	if out.Listing != listing.ID || out.Side != "seller" || out.AcceptanceDate != today || out.By != o.by ||
		len(task.Proposals) != 1 {
		t.Fatalf("it puts out %s and proposes %d changes", task.Output, len(task.Proposals))
	}
	if status, _ := o.Call(o.ana, "GET", "/escrows/"+out.Escrow, nil); status != 404 {
		t.Errorf("before it is accepted the escrow is there: %d", status)
	}
	o.accepts(task)
	made := o.record("/escrows/" + out.Escrow)
	financing, loan := any(nil), "2026-12-01" // 21 days
	if o.by == "model" {
		financing, loan = "FHA", "2026-11-27" // 17 days
	}
	contingencies, checklist := roomkeytest.AsJSON(t, made.Fields["contingencies"]), made.Fields["checklist"].([]any)
	if f := made.Fields; f["purchasePrice"] != 500_000_00.0 || f["closeOfEscrowDate"] != "2027-06-05" ||
		f["listing"] != listing.ID || f["status"] != "open" || f["financing"] != financing ||
		!strings.Contains(contingencies, loan) || len(checklist) < 12 || f["escrowNumber"] == nil {
		t.Errorf("the escrow is %v", f)
	}
	checkEvents(t, awaitEvent(o.own, task.ID, "completed"))
}

func (o *brokerage) tryOpenHouse(t *testing.T) {
	listing := o.one("/listings?filter[StandardStatus]=Active", func(r record) bool { return true })
	known := o.one("/leads?filter[stage]=contacted", func(r record) bool { return true })
	sheet := fmt.Sprintf("Nora Newly, nora.newly@example.net, 530-555-2181, no\n%s, %s, yes\nHal Agented, "+
		"hal@example.net, , yes\nSomebody, , ,", known.Fields["name"], known.Fields["email"])
	var out struct {
		Appointment          string
		Leads, Known, Errors []struct {
			Line         int
			Lead, Reason string
		}
	}
	task := o.run(o.own, "open-house", map[string]any{"listing": listing.ID, "date": "2026-11-29", "sheet": sheet},
		&out)
	if len(out.Leads) != 2 || len(out.Known) != 1 || out.Known[0].Lead != known.ID || len(out.Errors) != 1 ||
		out.Errors[0].Line != 4 || len(task.Proposals) != 4 {
		t.Fatalf("it puts out %s and proposes %d changes", task.Output, len(task.Proposals))
	}
	o.accepts(task)
	appointment := o.record("/appointments/" + out.Appointment)
	linked, _ := appointment.Fields["linked"].(map[string]any)
	if f := appointment.Fields; f["DTSTART"] != "2026-11-29T13:00:00-08:00" || f["kind"] != "open_house" ||
		linked["listing"] != listing.ID {
		t.Errorf("the appointment is %v", f)
	}
	nora, hal := o.record("/leads/"+out.Leads[0].Lead), o.record("/leads/"+out.Leads[1].Lead)
	if nora.Fields["name"] != "Nora Newly" || nora.Fields["email"] != "nora.newly@example.net" ||
		nora.Fields["stage"] != "new" || hal.Fields["stage"] != "nurture" {
		t.Errorf("the leads are %v and %v", nora.Fields, hal.Fields)
	}
	if f := o.record("/leads/" + known.ID).Fields; f["lastContactAt"] != "2026-11-29T16:00:00-08:00" ||
		!strings.Contains(roomkeytest.AsJSON(t, f["notes"]), "Came to the open house") {
		t.Errorf("who was known is %v", f)
	}
	checkEvents(t, awaitEvent(o.own, task.ID, "completed"))
}

func (o *brokerage) tryDedupe(t *testing.T) {
	var ids []string
	for _, fields := range []map[string]any{
		{"name": "Zelda Quist", "email": "zelda.quist@example.net", "phone": "530-555-2190", "source": "Website",
			"stage": "new"},
		{"name": "zelda  quist", "email": "Zelda.Quist@example.net", "source": "Sign call", "stage": "contacted",
			"priceMax": 600_000_00},
	} {
		var made record
		if status, body := o.Call(o.ana, "POST", "/leads", map[string]any{"fields": fields}); status != 201 ||
			json.Unmarshal(body, &made) != nil {
			t.Fatalf("a lead: %d %s", status, body)
		}
		ids = append(ids, made.ID)
	}
	var out struct {
		Pairs []struct {
			Keep, Drop string
			Score      int
			Reasons    []struct{ Why string }
		}
	}
	task := o.run(o.own, "dedupe", map[string]any{"types": []string{"lead"}, "limit": 1}, &out)
	if len(out.Pairs) != 1 || out.Pairs[0].Keep != ids[0] || out.Pairs[0].Drop != ids[1] || out.Pairs[0].Score < 90 ||
		len(out.Pairs[0].Reasons) < 2 || len(task.Proposals) != 2 {
		t.Fatalf("it puts out %s and proposes %d changes", task.Output, len(task.Proposals))
	}
	o.accepts(task)
	keep, drop := o.record("/leads/"+ids[0]), o.record("/leads/"+ids[1])
	if keep.Fields["priceMax"] != 600_000_00.0 || keep.Fields["source"] != "Website" || keep.Fields["stage"] != "new" ||
		!strings.Contains(roomkeytest.AsJSON(t, keep.Fields["notes"]), ids[1]) {
		t.Errorf("who is kept is %v", keep.Fields)
	}
	if drop.Fields["stage"] != "trash" || drop.Fields["lostReason"] != "duplicate of Zelda Quist" ||
		!strings.Contains(roomkeytest.AsJSON(t, drop.Fields["notes"]), ids[0]) {
		t.Errorf("who is dropped is %v", drop.Fields)
	}
	checkEvents(t, awaitEvent(o.own, task.ID, "completed"))
}
