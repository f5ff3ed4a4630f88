//go:build !wasip1

package main

import (
	"strings"
	"testing"
)

const home = "MLS #,Status,Type,Address,City,State,Zip,Price"

// Others of each kind: what people bring from other programs, in their words and with their faults.
func TestFiles_OthersOfEachKind(t *testing.T) {
	ana := stored{ID: "11111111-1111-4111-8111-111111111111", Type: "client", Fields: map[string]any{"FirstName": "Ana",
		"LastName": "Ortiz", "Email": []any{"ana@example.com"}, "notes": []any{map[string]any{"body": "Met at the " +
			"fair"}}}}
	house := stored{ID: "22222222-2222-4222-8222-222222222222", Type: "listing",
		Fields: map[string]any{"ListingId": "A1", "StandardStatus": "Active", "PropertyType": "Residential",
			"UnparsedAddress": "1 A St", "City": "Davis", "StateOrProvince": "CA", "PostalCode": "95616",
			"ListPrice": 100.0},
		Private: map[string]any{"AccessCode": "1"}}
	archived, deleted := ana, ana
	archived.State, deleted.State = "archived", "deleted"
	checkAll(t, []file{
		// identity
		{kind: "identity: spouses with one phone in two formats", as: "client", given: `"duplicates":"merge"`,
			text: "First,Last,Phone\nDan,Weber,+1 (707) 555-0190\nLil,Weber,7075550190\n",
			want: []string{"FirstName=Dan", "FirstName=Lil"}},
		{kind: "identity: a father and his son", as: "client",
			text: "Name,Email\nSam Hill Sr.,hill@example.com\nSam Hill Jr.,hill@example.com\n",
			want: []string{"LastName=Hill Sr.", "LastName=Hill Jr."}},
		{kind: "identity: twins", as: "lead",
			text: "Name,Phone,Source\nMia Weber,707-555-0190,Web\nLia Weber,707-555-0190,Web\n",
			want: []string{"name=Mia Weber", "name=Lia Weber"}},
		{kind: "identity: an office's front desk", as: "lead", given: `"duplicates":"merge"`,
			text: "Name,Phone,Source\nFront Desk,707-555-0190,Web\nDan Weber,707-555-0190,Web\nAmy Chen," +
				"707-555-0190,Web\n",
			want: []string{"Front Desk", "Dan Weber", "Amy Chen"}},
		{kind: "identity: names swapped are one", as: "client",
			text: "First,Last,Email\nAna,Ortiz,ana.o@gmail.com\nOrtiz,Ana,anao+z@gmail.com\n",
			want: []string{"FirstName=Ana"},
			said: []string{"has the e-mail address and name of row 2"}},
		{kind: "identity: a nickname is the same", as: "client",
			text: "First,Last,Phone\nRobert,Wu,+44 20 7946 0958\nBob,Wu,0044 20 7946 0958\n",
			want: []string{"FirstName=Robert"}},
		{kind: "identity: a stranger's row leaves a birthday alone", as: "client", given: `"duplicates":"merge"`,
			there: []stored{ana}, text: "First,Last,Email,Birthday\nBo,Lind,ana@example.com,1/2/1970\n",
			want: []string{"FirstName=Bo; Birthdate=1970-01-02"}},
		{kind: "identity: an archived record is there", as: "client", there: []stored{archived}, made: 0,
			text: "First,Last,Email\nAna,Ortiz,ana@example.com\n", said: []string{"a record that is archived", ana.ID}},
		{kind: "identity: a deleted record is there", as: "client", given: `"duplicates":"merge"`,
			there: []stored{deleted},
			text:  "First,Last,Email\nAna,Ortiz,ana@example.com\n", said: []string{"a record that is deleted"}},
		{kind: "identity: a deleted record is there by its id", as: "client", given: `"duplicates":"create"`,
			there: []stored{deleted}, text: "id,FirstName,LastName\n" + ana.ID + ",Anna,Ortiz-Lopez\n", made: 0,
			said: []string{"has the id of a record that is deleted", ana.ID}},
		{kind: "identity: our own export changes nothing", as: "client", given: `"duplicates":"merge"`,
			there: []stored{ana},
			text: "id,FirstName,LastName,Email,notes\n" + ana.ID +
				",Ana,Ortiz,ana@example.com,\"[{\"\"body\"\":\"\"Met at the fair\"\"}]\"\n", made: 0},
		{kind: "identity: our own export's owner is no seller", as: "listing", given: `"duplicates":"merge"`,
			there: []stored{house}, made: 0,
			text: "id,owner,team,visibility,createdAt,updatedAt,archivedAt,ListingId,StandardStatus,PropertyType," +
				"UnparsedAddress,City,StateOrProvince,PostalCode,ListPrice\n" + house.ID +
				",33333333-3333-4333-8333-333333333333,,team,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z,,A1,Active," +
				"Residential,1 A St,Davis,CA,95616,1.00\n",
			said: []string{"\"ignored\":[\"owner\",\"team\",\"visibility\"", "\"skipped\":1"}},
		{kind: "identity: a record's id, though it is to be created again", as: "client",
			given: `"duplicates":"create"`,
			there: []stored{ana}, text: "id,FirstName,LastName\n" + ana.ID + ",Ana,Ortiz\n", made: 0},

		// two columns for one field
		{kind: "two columns: the exact name is on the right", as: "lead",
			text: "Budget To,priceMax,Name,Email,Source\n900k,800k,Xi,xi@example.com,Web\n",
			want: []string{"priceMax=80000000; Budget To: 900k"}, said: []string{"are both Maximum price"}},
		{kind: "two columns: a gap is filled", as: "lead",
			text: "Name,Mobile,Phone Number,Source\nXi,707-555-0101,,Web\n", want: []string{"phone=707-555-0101"}},
		{kind: "two columns: a list takes both", as: "client",
			text: "Name,Personal Email,Work Email\nXi Li,a@example.com,b@example.com\n",
			want: []string{"Email=[a@example.com b@example.com]"}},
		{kind: "two columns: a bad cell in the one that does not count", as: "listing",
			text: home + ",List Price\n1,A,House,1 A St,Davis,CA,95616,junk,500000\n",
			want: []string{"ListPrice=50000000"}},
		{kind: "two columns: price per square foot is not square feet", as: "listing",
			text: home + ",Price/SqFt,$/SF,Sq Ft\n1,A,House,1 A St,Davis,CA,95616,500000,348,348,1437\n",
			want: []string{"LivingArea=1437"}},
		{kind: "two columns: location is not the address", as: "listing",
			text: "MLS,Status,Type,Location,Street Address,City,State,Zip,Price\n1,A,House,Downtown,1 A St,Davis,CA," +
				"95616,1\n",
			want: []string{"UnparsedAddress=1 A St; Location: Downtown"}},

		// a cell never costs a row
		{kind: "a cell: a phone that a spreadsheet has rounded", as: "client",
			text: "First,Last,Phone,Email\nXi,Li,7.07555E+09,xi@example.com\n", want: []string{"FirstName=Xi; " +
				"7.07555E+09"},
			said: []string{"rounded"}, never: []string{"TEL="}},
		{kind: "a cell: an address that is none", as: "client", text: "First,Last,Email\nXi,Li,not given yet\n",
			want: []string{"FirstName=Xi; Email: not given yet"}},
		{kind: "a cell: mailto and a name", as: "client",
			text: "First,Last,Email,Email 2\nXi,Li,mailto:xi@example.com,Xi Li <xi2@example.com>\n",
			want: []string{"Email=[xi@example.com xi2@example.com]"}},
		{kind: "a cell: a ZIP code as a formula", as: "client", text: "First,Last,Street,City,State,Zip\nXi,Li,1 A " +
			"St,Boston,MA,\"=\"\"02134\"\"\"\n",
			want: []string{"code:02134"}},
		{kind: "a cell: two phones in one", as: "client", text: "First,Last,Phone\nXi,Li,707-555-0101 / " +
			"707-555-0102 (work)\n",
			want: []string{"707-555-0101; 7075550102"}},
		{kind: "a cell: phones with labels", as: "client", text: "First,Last,Phones\nXi,Li,\"Cell: 707-555-0101; " +
			"Home: 707-555-0102\"\n",
			want: []string{"number:707-555-0101 type:cell; number:707-555-0102 type:home"}},
		{kind: "a cell: acres in a column of square feet", as: "listing",
			text: home + ",Lot Size\n1,A,House,1 A St,Davis,CA,95616,500000,0.25 ac\n2,A,House,2 A St,Davis,CA," +
				"95616,500000,\"10,890 sf\"\n",
			want: []string{"LotSizeSquareFeet=10890", "LotSizeSquareFeet=10890"}},
		{kind: "a cell: estimates and pluses", as: "listing",
			text: home + ",Beds,Baths,SqFt,Garage,Year\n1,A,House,1 A St,Davis,CA,95616,$1.25M+,4+,2F/1H,~1500,2 " +
				"car,1978 (est)\n",
			want: []string{"ListPrice=125000000; BedroomsTotal=4; BathroomsTotalInteger=3; LivingArea=1500; " +
				"GarageSpaces=2; YearBuilt=1978"}},
		{kind: "a cell: two and a half baths under full and half", as: "listing",
			text: home + ",Full/Half Baths\n1,A,House,1 A St,Davis,CA,95616,500000,2.5\n2,A,House,2 A St,Davis,CA," +
				"95616,500000,3.2\n3,A,House,3 A St,Davis,CA,95616,500000,2.0\n4,A,House,4 A St,Davis,CA,95616," +
				"500000,6/5\n",
			want: []string{"BathroomsTotalInteger=3", "BathroomsTotalInteger=5", "BathroomsTotalInteger=2",
				"BathroomsTotalInteger=11"},
			said: []string{"“2.5” was taken for 3 baths"}},
		{kind: "a cell: baths that are neither full and half nor a number of halves", as: "listing",
			text: home + ",Baths (Full.Half)\n1,A,House,1 A St,Davis,CA,95616,500000,2.6\n2,A,House,2 A St,Davis,CA," +
				"95616,500000,2/9\n",
			want:  []string{"Baths (Full.Half): 2.6", "Baths (Full.Half): 2/9"},
			never: []string{"BathroomsTotalInteger"}},
		{kind: "a cell: a birthday without a year", as: "client", text: "First,Last,Birthday\nXi,Li,July 4\nXu,Li," +
			"4/7\n",
			want: []string{"Birthday: July 4", "Birthday: 4/7"}, said: []string{"has no year"}},
		{kind: "a cell: no date at all", as: "client",
			text: "First,Last,Birthday,Anniversary\nXi,Li,0000-00-00,1/0/1900\nXu,Li,00/00/0000,n/a\n",
			want: []string{"FirstName=Xi", "FirstName=Xu"}, never: []string{"0000", "1900"}},
		{kind: "a cell: a day of another century", as: "escrow",
			text: "Address,Side,Price,Accepted,Opened,COE,Final Walk-Through\n" +
				"1 A St,buyer,500000,2026-11-01,2026-11-02,2026-12-15,7/4/1776\n",
			want: []string{"closeOfEscrowDate=2026-12-15; Final Walk-Through: 7/4/1776"},
			said: []string{"“7/4/1776” is not between the years 1900 and 2200"}, never: []string{"Date=1776"}},
		{kind: "a required day of another century", as: "escrow",
			text: "Address,Side,Price,Accepted,Opened,COE\n1 A St,buyer,500000,1776-07-04,2026-11-02,2026-12-15\n",
			made: 0, said: []string{"/acceptanceDate", "“1776-07-04” is not between the years 1900 and 2200"}},
		{kind: "a cell: the end before the start", as: "appointment",
			text: "Subject,Start,End\nCall,2026-12-01 10:00,2026-12-01 09:00\n", made: 0,
			said: []string{"/DTEND", "must be after it starts"}},
		{kind: "a cell: the close before acceptance", as: "escrow",
			text: "Address,Side,Price,Accepted,Opened,COE\n1 A St,buyer,500000,2026-11-20,2026-11-02,2026-11-15\n",
			said: []string{"must not be before acceptance"}, made: -1},
		{kind: "a cell: the minimum above the maximum", as: "lead",
			text: "Name,Email,Source,Min Price,Max Price\nXi,xi@example.com,Web,900k,500k\n",
			want: []string{"priceMin=90000000; 50000000"}, said: []string{"must be at least"}},
		{kind: "a cell: an unknown stage", as: "lead", text: "Name,Email,Stage,Source\nXi,xi@example.com,Purple,Web\n",
			want: []string{"stage=new; Stage: Purple"}},
		{kind: "a cell: a status that is none", as: "listing", text: home + "\n1,ZZ,House,1 A St,Davis,CA,95616,1\n",
			want: []string{"StandardStatus=Incomplete; Status: ZZ"}},
		{kind: "a required field says what would do", as: "listing", text: home + "\n1,A,Castle,1 A St,Davis,CA," +
			"95616,1\n", made: 0,
			said: []string{"is none of: Residential"}},
		{kind: "a cell: years of two digits", as: "client", text: "First,Last,Birthday\nXi,Li,7/4/31\nXu,Li,7-Apr-64\n",
			want: []string{"Birthdate=1931-07-04", "Birthdate=1964-04-07"}},
		{kind: "a cell: the day first", as: "client", text: "First,Last,Birthday\nXi,Li,31/12/1980\nXu,Li,05/06/1980\n",
			want: []string{"Birthdate=1980-12-31", "Birthdate=1980-06-05"}, said: []string{"with the day first"}},
		{kind: "a cell: a spreadsheet's count of days", as: "client", text: "First,Last,Anniversary\nXi,Li,44000\n",
			want: []string{"Anniversary=2020-06-18"}},
		{kind: "a cell: a range of budgets", as: "client", text: "First,Last,Price Range\nXi,Li,\"$300,000 - $400," +
			"000\"\n",
			want: []string{"budget=40000000"}, never: []string{"Price Range"}},
		{kind: "consent: by other words", as: "client",
			text: "First,Last,DNC,Unsubscribed,SMS Opt Out\nXi,Li,X,true,Y\nXu,Li,,no,0\n",
			want: []string{"consent=map[call:false email:false sms:false]", "FirstName=Xu"}},
		{kind: "consent: a lead has a tag", as: "lead", text: "Name,Email,Source,Do Not Call\nXi,xi@example.com,Web," +
			"Yes\n",
			want: []string{"tags=[do not contact]"}},

		{kind: "consent: a status says it", as: "lead",
			text: "Name,Email,Status,Source\nXi,xi@example.com,Do Not Contact,Web\nXu,xu@example.com,DNC,Web\n",
			want: []string{"tags=[do not contact]; Status: Do Not Contact", "tags=[do not contact]"}},
		{kind: "consent: a client's status says it", as: "client",
			text: "First,Last,Status\nXi,Li,Unsubscribed\nXu,Li,Active\n",
			want: []string{"consent=map[doNotContact:true]; Status: Unsubscribed", "ContactStatus=Active"}},

		// headings
		{kind: "headings: shortened words, and turned ones", as: "listing",
			text: "ML Number,Stat,Prop Type,Street Num,Street Dir,Street Name,Street Suffix,Unit #,City/Location," +
				"State,Postal Cd,LP,SP,Sold Dt,Bd,Ba Full,Ba Half,SqFt Liv,Lot Acres,YrBlt,List Dt,List Agt Name\n" +
				"1,S,Condo,9,N,La Playa,Way,101,Sacramento,CA,95831,\"$320,000\",\"$315,000\",10/30/2026,2,1,1," +
				"980,,1985,08/20/2026,Sam Orr\n",
			want: []string{"PostalCode=95831; CloseDate=2026-10-30; ListingContractDate=2026-08-20; " +
				"BathroomsTotalInteger=2; LivingArea=980; YearBuilt=1985; UnparsedAddress=9 N La Playa Way"},
			said: []string{"\"ignored\":[\"List Agt Name\"]"}},
		{kind: "headings: of people, shortened", as: "client",
			text: "Name First,Name Last,Email Addr,Cell Ph,Birth Dt\nXi,Li,xi@example.com,707-555-0101,7/4/1980\n",
			want: []string{"FirstName=Xi LastName=Li; number:707-555-0101 type:cell; Birthdate=1980-07-04"}},
		{kind: "headings: Chinese", as: "client", text: "姓,名,手机,电子邮箱,地址,城市,邮编,公司,备注\n" +
			"林,美玲,650-555-0305,meiling@example.com,12 Elm St,Davis,95616,Lin & Co,周末看房\n",
			want: []string{"FirstName=美玲 LastName=林; number:650-555-0305 type:cell; meiling@example.com; " +
				"locality:Davis; code:95616; Company=Lin & Co; 周末看房"}},
		{kind: "headings: of leads, Chinese", as: "lead", text: "姓名,電話,郵箱,來源\n林美玲,650-555-0305,m@example.com,朋友\n",
			want: []string{"name=林美玲 phone=650-555-0305"}},
		{kind: "headings: a form's questions", as: "lead",
			text: "full_name,email,when_are_you_planning_to_buy?,Do you own a dog?\n" +
				"Xi Li,xi@example.com,0-3_months,two of them\n",
			want: []string{"timeframe=0-3; Do you own a dog?: two of them"}},

		// encodings
		{kind: "encoding: Mac Roman", as: "client", text: "First,Last\nRen\x8ee,N\x9c\x96ez\nZo\x91,O\xd5Malley\n",
			want: []string{"Renée", "O’Malley"}, said: []string{"Mac Roman"}},
		{kind: "encoding: UTF-16", as: "client", text: "\xff\xfeF\x00i\x00r\x00s\x00t\x00," +
			"\x00L\x00a\x00s\x00t\x00\n\x00Z\x00o\x00\xeb\x00,\x00L\x00i\x00\n\x00",
			want: []string{"FirstName=Zoë"}, said: []string{"UTF-16"}},
		{kind: "encoding: decoded by somebody who could not", as: "client", text: "First,Last\nRen�e,Li\n",
			want: []string{"LastName=Li"}, said: []string{"some letters were lost"}},
		{kind: "encoding: UTF-8 with a mark and quotes", as: "client", text: "\ufeff\"First\",\"Last\"\n\"Zoë\"," +
			"\"Li\"\n",
			want: []string{"FirstName=Zoë"}},
		{kind: "encoding: Windows-1252 with quotes and dashes", as: "client",
			text: "First,Last,Notes\nZo\xeb,O\x92Brien,call \x96 later\n", want: []string{"O’Brien; call – later"}},

		// tables
		{kind: "address book: a contact of too many lines", as: "client",
			text: "BEGIN:VCARD\nN:Li;Xi\n" + strings.Repeat("a.NOTE:x\n", 2_000) + "END:VCARD\n",
			want: []string{"FirstName=Xi"}, said: []string{"has more than 2,000 lines"}},
		{kind: "calendar: a series with exceptions", as: "appointment",
			text: "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nSUMMARY:Call\nDTSTART:20261201T180000Z\n" +
				"DTEND:20261201T190000Z\nRRULE:FREQ=WEEKLY\nEXDATE:20261208T180000Z\nEND:VEVENT\nEND:VCALENDAR\n",
			want: []string{"RRULE=FREQ=WEEKLY; Exceptions: 2026-12-08T18:00:00Z"},
			said: []string{"repeats with exceptions, which are shown too"}},
		{kind: "calendar: an end in another zone", as: "appointment",
			text: "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Flight\n" +
				"DTSTART;TZID=Pacific Standard Time:20261201T100000\n" +
				"DTEND;TZID=Eastern Standard Time:20261201T140000\n" +
				"END:VEVENT\nEND:VCALENDAR\n",
			want: []string{"DTSTART=2026-12-01T10:00:00-08:00; DTEND=2026-12-01T11:00:00-08:00; " +
				"TZID=America/Los_Angeles"}},
		{kind: "calendar: an end in a zone that is none", as: "appointment",
			text: "Subject,Start,End,Time Zone,End Time Zone\nCall,2026-12-01 10:00,2026-12-01 11:00," +
				"Pacific Standard Time,Moon Time\n",
			want: []string{"DTEND=2026-12-01T11:00:00-08:00; End Time Zone: Moon Time"},
			said: []string{"is not a time zone; America/Los_Angeles is taken instead"}},
		{kind: "table: no heading", as: "client",
			text: "Xi Li,a@example.com,7075550101\nBo Lind,b@example.com,(707) 555-0102\n",
			want: []string{"FirstName=Xi; Email=[a@example.com]; 7075550101", "FirstName=Bo"}, said: []string{"no " +
				"heading"}},
		{kind: "table: no heading, and a mapping by number", as: "client", given: `"mapping":{"#4":"/Company"}`,
			text: "Xi Li,a@example.com,7075550101,Acme\n", want: []string{"FirstName=Xi; Company=Acme"}},
		{kind: "table: headings with remarks", as: "client",
			text: "FIRST NAME ,  last   name,E-MAIL ADDRESS (PRIMARY),MOBILE #,DATE OF BIRTH (MM/DD/YYYY)," +
				"Company/Organisation\n" +
				"Xi,Li,a@example.com,7075550101,07/04/1980,Acme\n",
			want: []string{"FirstName=Xi; Email=[a@example.com]; type:cell; Birthdate=1980-07-04; Company=Acme"}},
		{kind: "table: two addresses", as: "client",
			text: "First,Last,Address 1,Address 2,City,State,Zip,Mailing Address,Mailing City,Mailing State,Mailing " +
				"Zip,Home Address\n" +
				"Xi,Li,1 A St,Apt 4,Davis,CA,95616,PO Box 7,Dixon,CA,95620,\"2 B St, Winters, CA 95694\"\n",
			want: []string{"street:1 A St, Apt 4; street:PO Box 7 type:mailing; street:2 B St type:home; " +
				"locality:Winters"}},
		{kind: "table: titles above, a total below", as: "client",
			text: "Contacts of Harbor Realty\nExported 11/30/2026\n\nFirst Name,Last Name,Phone\nXi,Li," +
				"707-555-0101\n\nTotal: 1\n",
			want: []string{"FirstName=Xi"}, said: []string{"row 1 is a title"}},
		{kind: "table: a heading that comes again", as: "client", text: "First,Last\nXi,Li\nFirst,Last\nXu,Wu\n",
			want: []string{"FirstName=Xi", "FirstName=Xu"}},
		{kind: "table: semicolons and a decimal comma in text", as: "client", text: "First;Last;Notes\nXi;Li;\"1,5; " +
			"maybe\"\n",
			want: []string{"1,5"}},
		{kind: "table: an unquoted comma", as: "client", text: "First,Last,Notes,Email\nXi,Li,nice, and kind," +
			"xi@example.com\n",
			want: []string{"nice, and kind; Email=[xi@example.com]"}},
		{kind: "table: a quote that nobody closes", as: "client", text: "First,Last,Notes\nXi,Li,\"big house\nXu,Wu," +
			"ok\n",
			want: []string{"FirstName=Xi", "FirstName=Xu"}},
		{kind: "table: very wide rows", as: "client", text: "First,Last,\"\",,,,Email\nXi,Li,,,,,xi@example.com,,,,," +
			",,,,\n",
			want: []string{"Email=[xi@example.com]"}},
		{kind: "table: tabs with empty cells", as: "lead",
			text: "Name\tEmail\tPhone\tSource\nXi\txi@example.com\t\tWeb\n",
			want: []string{"source=Web"}, never: []string{"phone=Web"}},
	})
}
