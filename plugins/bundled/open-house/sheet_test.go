package main

import (
	"fmt"
	"testing"
)

func TestReadSheet(t *testing.T) {
	for text, want := range map[string]string{
		"Ana Ortiz, ana@example.com, (916) 555-0101, no": "Ana Ortiz|ana@example.com|(916) " +
			"555-0101|no||[]",
		"Ana Ortiz\t916.555.0101\tana@example.com\tyes": "Ana " +
			"Ortiz|ana@example.com|916.555.0101|yes||[]",
		"Ana Ortiz <ana@example.com>":                   "Ana Ortiz|ana@example.com||||[]",
		"Ana +1 916 555 0101 not working with an agent": "Ana||+1 916 555 0101|no||[]",
		"Ana, 555-0101, agent: Jane Doe, likes it": "Ana||555-0101|yes|Jane Doe|[likes " +
			"it]",
		"Ana, 9165550101 x12, has a realtor":             "Ana||9165550101 x12|yes||[]",
		"Name;Phone;Agent\n\"Ortiz, Ana\";555-0101;none": "Ana Ortiz||555-0101|no||[]",
		"Guest,Email,Has realtor,Size\nAna,a@b.co,,3 br": "Ana|a@b.co||||[3 br]",
		"Flo Gray, flo@example.com, 415-555-0113, not working with anyone": "Flo " +
			"Gray|flo@example.com|415-555-0113|no||[]",
		"Flo Gray, flo@example.com, 415-555-0113, not working with an agent yet": "Flo " +
			"Gray|flo@example.com|415-555-0113|no||[]",
		"Flo Gray, flo@example.com, don't have an agent": "Flo Gray|flo@example.com||no||[]",
		"Flo Gray, flo@example.com, no realtor":          "Flo Gray|flo@example.com||no||[]",
		"Flo Gray, flo@example.com, unrepresented":       "Flo Gray|flo@example.com||no||[]",
		"Flo Gray, flo@example.com, working with nobody": "Flo Gray|flo@example.com||no||[]",
		"1. Cal Dunn, cal@example.com, 415-555-0110, no": "Cal " +
			"Dunn|cal@example.com|415-555-0110|no||[]",
		"2) Cal Dunn, cal@example.com, 415-555-0110, no": "Cal " +
			"Dunn|cal@example.com|415-555-0110|no||[]",
		"#3 Cal Dunn cal@example.com":    "Cal Dunn|cal@example.com||||[]",
		"- Cal Dunn, cal@example.com":    "Cal Dunn|cal@example.com||||[]",
		"12 - Cal Dunn, cal@example.com": "Cal Dunn|cal@example.com||||[]",
		"Smith, Jane, jane2@example.com, 415-555-0133, no": "Jane " +
			"Smith|jane2@example.com|415-555-0133|no||[]",
		"4. Smith, Jane, jane2@example.com": "Jane Smith|jane2@example.com||||[]",
		"de la Cruz, Maria, maria@example.com": "Maria de la " +
			"Cruz|maria@example.com||||[]",
		"Smith Jr., Bob, bob@example.com":           "Bob Smith Jr.|bob@example.com||||[]",
		"Bob Tran (neighbor), 415 555 0111":         "Bob Tran||415 555 0111|||[neighbor]",
		"Name,Phone\nAna Ortiz (two kids),555-0101": "Ana Ortiz||555-0101|||[two kids]",
		"Cher, Zillow, cher@example.com":            "Cher|cher@example.com||||[Zillow]",
		"Ana Ortiz, Ben, ana@example.com":           "Ana Ortiz|ana@example.com||||[Ben]",
		"Name: Flo Gray, cell: 415-555-0113, email: flo@example.com": "Flo " +
			"Gray|flo@example.com|415-555-0113|||[]",
		"Flo Gray, flo@example.com, working with Jane Doe at Compass": "Flo Gray|flo@example.com||yes|Jane Doe at " +
			"Compass|[]",
		"Name,Email\nAna":    "Ana|||||[]",
		"\ufeff\r\n\r\nAna,": "Ana|||||[]",
		// no heading, though it has words of one
		"3) Patel, R. and Meena - patelfam@example.com 916.555.0212 - has an agent (Redfin)": "R. and Meena Patel|" +
			"patelfam@example.com|916.555.0212|yes|Redfin|[]",
		"Patel, R. and Meena - patelfam@example.com - no agent": "R. and Meena Patel|patelfam@example.com||no||[]",
		"1\tStacy Lum\t555-0211\tstacy@example.com\tN\tcash buyer": "Stacy Lum|stacy@example.com|555-0211|no||" +
			"[cash buyer]",
		"Jordan Smith Jr., 5105550189, yes Maria Lopez w/ Coldwell Banker": "Jordan Smith Jr.||5105550189|yes|" +
			"Maria Lopez w/ Coldwell Banker|[]",
		"Name,Email,Agent?\nLori and Vic Hahn,lori@example.com,Yes - Jane Roe at Compass": "Lori and Vic Hahn|" +
			"lori@example.com||yes|Jane Roe at Compass|[]",
		// as somebody notes it down
		"Ana Ruiz // ana@example.com // 916.555.0351 // no agent": "Ana Ruiz|ana@example.com|916.555.0351|no||[]",
		"met Raj Patel & wife Meena, 510-555-0352, they're with Compass (Jo Lin)": "Raj Patel & wife Meena||" +
			"510-555-0352|yes|Compass, Jo Lin|[]",
		"Lee 9165550353 looking w/ KW agent": "Lee||9165550353|yes|KW agent|[]",
		// who came along is no agent
		"Sarah Lee 9165550353 w/ husband Tom":           "Sarah Lee||9165550353|||[w/ husband Tom]",
		"Sarah Lee, 916-555-0353, w/ kids":              "Sarah Lee||916-555-0353|||[w/ kids]",
		"Sarah Lee, 916-555-0353, with her mom Ana":     "Sarah Lee||916-555-0353|||[with her mom Ana]",
		"Sarah Lee, 916-555-0353, came with 2 kids":     "Sarah Lee||916-555-0353|||[came with 2 kids]",
		"Sarah Lee, 916-555-0353, With Friends":         "Sarah Lee||916-555-0353|||[With Friends]",
		"Sarah Lee, 916-555-0353, with cash":            "Sarah Lee||916-555-0353|||[with cash]",
		"Sarah Lee, 916-555-0353, house with a pool":    "Sarah Lee||916-555-0353|||[house with a pool]",
		"Sarah Lee, 916-555-0353, w/ Husband Tom Lee":   "Sarah Lee||916-555-0353|||[w/ Husband Tom Lee]",
		"Sarah Lee, 916-555-0353, w/ Loan Tran":         "Sarah Lee||916-555-0353|yes|Loan Tran|[]",
		"Sarah Lee, 916-555-0353, w/ Partners Trust":    "Sarah Lee||916-555-0353|yes|Partners Trust|[]",
		"Sarah Lee, 916-555-0353, W/ Jane Roe":          "Sarah Lee||916-555-0353|yes|Jane Roe|[]",
		"Sarah Lee, 916-555-0353, w/ her agent Jo Lin":  "Sarah Lee||916-555-0353|yes|Jo Lin|[]",
		"Sarah Lee, 916-555-0353, working with compass": "Sarah Lee||916-555-0353|yes|compass|[]",
		"Sarah Lee, 916-555-0353, with husband Tom, working with Compass": "Sarah Lee||916-555-0353|yes|Compass|" +
			"[with husband Tom]",
		"First,Last,Email,Working with an agent?,Agent Name,Agent Brokerage,Pre-approved?,Timeframe,Notes," +
			"Check-in Time\nNia,Cole,nia@example.com,Yes,Jane Roe,Compass,Yes,0-3 months,Loves it,1:02 PM": "" +
			"Nia Cole|nia@example.com||yes|Jane Roe, Compass|[Pre-approved?: Yes Timeframe: 0-3 months Loves it " +
			"Check-in Time: 1:02 PM]",
		"Name           Phone           Agent?   How heard\nStacy Lum      916 555 O211    no       sign": "" +
			"Stacy Lum||916 555 0211|no||[Phone as written: 916 555 O211]",
		"Name           E-mail          Agent?\nRoy Tan                        N": "Roy Tan|||no||[]",
		"Name,Phone\nGus  van der Berg,(916) 555-0213 or 0214": "Gus van der Berg||(916) 555-0213|||" +
			"[Phone: (916) 555-0214]",
	} {
		list := readSheet(text)
		if len(list) != 1 {
			t.Errorf("%q has %d people", text, len(list))
			continue
		}
		v := list[0]
		if got := fmt.Sprintf("%s|%s|%s|%s|%s|%v", v.name, v.email, v.phone, v.agent, v.agentName,
			v.notes); got != want {
			t.Errorf("%q is %s, not %s", text, got, want)
		}
	}
}

// What is pasted from a spreadsheet has tabs: an empty cell stays empty, so that the cells after it stay where they
// are.
func TestReadSheet_TabsKeepEmptyCells(t *testing.T) {
	for text, want := range map[string]string{
		"Name\tEmail\tAgent\tHow did you hear\nXi Li\txi@example.com\t\tDrive by\n": "Xi Li|xi@example.com|||Drive " +
			"by|[]",
		"Name\tPhone\tEmail\tAgent\nXi Li\t\txi@example.com\tno\n": "Xi Li|xi@example.com||no||[]",
		"First\tLast\tEmail\n\tLi\txi@example.com\n":               "Li|xi@example.com||||[]",
		"Name\tEmail\tPhone\nXi Li\txi@example.com\t\n":            "Xi Li|xi@example.com||||[]",
		"Name\tEmail\tSource\n\"Li, Xi\"\t\tZillow\n":              "Xi Li||||Zillow|[]",
		"Name;Email;Agent;Source\nXi Li;xi@example.com;;Sign\n":    "Xi Li|xi@example.com|||Sign|[]",
	} {
		v := readSheet(text)[0]
		if got := fmt.Sprintf("%s|%s|%s|%s|%s|%v", v.name, v.email, v.phone, v.agent, v.source, v.notes); got != want {
			t.Errorf("%q is %s, not %s", text, got, want)
		}
	}
}

// A sheet that somebody has typed: titles, numbers of lines, ditto marks and a total.
func TestReadSheet_Typed(t *testing.T) {
	text := "OPEN HOUSE SIGN IN   -   2201 P St\t\t\t\t\t\n\n#\tName\tPhone\tE-mail\tAgent?\tNotes\n" +
		"1\tStacy Lum\t555-0211\tstacy@example.com\tN\tcash buyer\n" +
		"2\tDr. & Mrs. Patel\t916-555-0212\t\tY (Redfin)\tdowntown loft\n" +
		"3\t\"\t\"\tpatel2@example.com\tditto\t\n" +
		"4\tMr Gus  van der Berg\t(916) 555-0213 or 0214\tgus at example.com\tno\t\n" +
		"5\t\t916-555-0215\t\t\tleft no name\n\t\t\t\t\t\nTOTAL VISITORS: 5\t\t\t\t\t\n"
	want := []string{"1: |||||is a title above the heading", "4: Stacy Lum|stacy@example.com|555-0211|no||",
		"5: Dr. & Mrs. Patel||916-555-0212|yes|Redfin|",
		"6: Dr. & Mrs. Patel|patel2@example.com|916-555-0212|yes|Redfin|",
		"7: Mr Gus van der Berg|gus at example.com|(916) 555-0213|no||", "8: ||916-555-0215|||",
		"10: |||||is a total, not a person"}
	list := readSheet(text)
	for i, v := range list {
		got := fmt.Sprintf("%d: %s|%s|%s|%s|%s|%s", v.line, v.name, v.email, v.phone, v.agent, v.agentName, v.why)
		if i >= len(want) || got != want[i] {
			t.Errorf("line %d is %s", v.line, got)
		}
	}
	if len(list) != len(want) {
		t.Errorf("there are %d lines, not %d", len(list), len(want))
	}
}

func FuzzReadSheet(f *testing.F) {
	f.Add("Name,Email\nAna \"x,a@b.co;;\t|\n(((")
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, v := range readSheet(text) {
			if v.line <= last {
				t.Fatalf("line %d comes after %d", v.line, last)
			}
			last = v.line
		}
	})
}
