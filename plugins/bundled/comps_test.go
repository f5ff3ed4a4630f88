package bundled_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"

	"roomkey/plugins/guest/guesttest"
)

// sold are homes that were sold, as listings: 932 around Sacramento. internal/demo has their source and licence.
func sold(t *testing.T) (list []map[string]any) {
	t.Helper()
	raw, err := os.ReadFile("../../internal/demo/data/sacramento-homes.csv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows[1:] {
		number := func(column int) float64 {
			n, err := strconv.ParseFloat(row[column], 64)
			if err != nil {
				t.Fatalf("row %d: %v", i+1, err)
			}
			return n
		}
		list = append(list, map[string]any{"type": "listing", "id": fmt.Sprintf("00000000-0000-4000-8000-%012d", i),
			"fields": map[string]any{"StandardStatus": "Closed", "UnparsedAddress": fmt.Sprintf("%d Sold St", i),
				"City": row[1], "BedroomsTotal": number(3), "BathroomsTotalInteger": number(4), "LivingArea": number(5),
				"PropertySubType": row[6], "ClosePrice": number(7) * 100, "Latitude": number(8), "Longitude": number(9),
				"CloseDate": "2026-10-01"}})
	}
	return list
}

func field(listing map[string]any, name string) float64 {
	return listing["fields"].(map[string]any)[name].(float64)
}

// matching answers a query of the plugin from the homes.
func matching(t *testing.T, homes []map[string]any, in []byte) (items []any) {
	var asked struct{ Filter map[string]any }
	if err := json.Unmarshal(in, &asked); err != nil {
		t.Fatal(err)
	}
	for _, home := range homes {
		fits := true
		for name, want := range asked.Filter {
			value := home["fields"].(map[string]any)[name]
			limits, ranged := want.(map[string]any)
			if from, number := limits["gte"].(float64); number {
				n := value.(float64)
				fits = fits && n >= from && n <= limits["lte"].(float64)
			} else if !ranged {
				fits = fits && value == want
			}
		}
		if fits {
			items = append(items, home)
		}
	}
	return items
}

// Each home is priced from the others. The range holds for the part of the homes that it states, and the estimate is
// nearer than that of the eight nearest sales by their price per square foot.
func TestEval_Comps(t *testing.T) {
	homes := sold(t)
	plugin := build(t, guesttest.Host(t), "comps")
	var errors, plain []float64
	within, unpriced := 0, 0
	bySureness := map[string][2]int{}
	step := 1
	if !showFigures {
		step = 16 // make eval takes all
	}
	for i := 0; i < len(homes); i += step {
		home := homes[i]
		var output struct {
			Comparables []struct{ Listing string }
			Range       *struct{ Low, Estimate, High float64 }
			Confidence  string
		}
		plugin.run(t, "comps", map[string]any{"listing": home["id"], "asOf": "2026-11-02", "limit": 20},
			func(op string, in []byte) any {
				if op == "records.get" {
					return home
				}
				return map[string]any{"items": matching(t, homes, in), "next": nil}
			}, &output)
		for _, c := range output.Comparables {
			if c.Listing == home["id"] {
				t.Fatalf("home %d is compared with its own sale", i)
			}
		}
		if output.Range == nil {
			unpriced++
			continue
		}
		price := field(home, "ClosePrice")
		errors = append(errors, math.Abs(output.Range.Estimate-price)/price)
		plain = append(plain, math.Abs(nearestEight(homes, i)-price)/price)
		count := bySureness[output.Confidence]
		if count[1]++; output.Range.Low <= price && price <= output.Range.High {
			within++
			count[0]++
		}
		bySureness[output.Confidence] = count
	}
	coverage, middle, baseline := ratio(within, len(errors)), median(errors), median(plain)
	tell("comps", fmt.Sprintf("homes priced from the others, of %d", len(errors)+unpriced), fmt.Sprint(len(errors)), "")
	tell("comps", "median absolute error", percent(middle), "below the next line")
	tell("comps", "the same of the eight nearest by price per square foot", percent(baseline), "")
	tell("comps", "homes that sold within the stated range", percent(coverage), "80 % ± 5")
	for _, name := range []string{"high", "medium", "low"} {
		tell("comps", fmt.Sprintf("… of %d with %s confidence", bySureness[name][1], name),
			percent(ratio(bySureness[name][0], bySureness[name][1])), "")
	}
	if coverage < 0.75 || coverage > 0.85 || middle >= baseline || unpriced > len(errors)/50 {
		t.Errorf("coverage %.3f, error %.3f, of the nearest eight %.3f, %d without a price", coverage, middle, baseline,
			unpriced)
	}
}

// nearestEight prices a home by the median price per square foot of the eight nearest others.
func nearestEight(homes []map[string]any, at int) float64 {
	type sale struct{ away, perFoot float64 }
	var sales []sale
	rad := math.Pi / 180
	for i, home := range homes {
		if i != at {
			north := field(home, "Latitude") - field(homes[at], "Latitude")
			east := (field(home, "Longitude") - field(homes[at], "Longitude")) * math.Cos(field(home, "Latitude")*rad)
			sales = append(sales, sale{math.Hypot(north, east), field(home, "ClosePrice") / field(home, "LivingArea")})
		}
	}
	slices.SortFunc(sales, func(a, b sale) int {
		if a.away < b.away {
			return -1
		}
		return 1
	})
	var perFoot []float64
	for _, s := range sales[:8] {
		perFoot = append(perFoot, s.perFoot)
	}
	return median(perFoot) * field(homes[at], "LivingArea")
}

func median(of []float64) float64 {
	sorted := slices.Sorted(slices.Values(of))
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
}
