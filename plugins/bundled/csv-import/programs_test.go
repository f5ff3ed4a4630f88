//go:build !wasip1

package main

import "testing"

// Exports by their documented headings.
func TestFiles_OfOtherPrograms(t *testing.T) {
	checkAll(t, []file{
		{kind: "kvCORE", as: "client",
			text: "First Name,Last Name,Email,Email Opt-Out,Cell Phone 1,Cell Phone 2,Home Phone,Work Phone,Lead " +
				"Type,Status," +
				"Hashtags,Assigned Agent Name,Primary Address,Primary City,Primary State,Primary Zip,Buyer Min " +
				"Price,Notes\n" +
				"Xi,Li,xi@example.com,No,707-555-0101,707-555-0102,707-555-0103,,Buyer,Active,\"vip, sphere\",Pat,1 " +
				"A St,Davis,CA,95616,,Hi\n",
			want: []string{"FirstName=Xi; 707-555-0102 type:cell; 707-555-0103 type:home; street:1 A St; code:95616;" +
				" tags=[vip sphere]; Hi"}},
		{kind: "LionDesk", as: "client",
			text: "firstname,lastname,email,mobile_phone,home_phone,street_address_1,city,state,zip,tags,hotness," +
				"birthday,anniversary,spouse_name\n" +
				"Xi,Li,xi@example.com,707-555-0101,,1 A St,Davis,CA,95616,vip|past,Hot,7/4/1980,,Bo Li\n",
			want: []string{"FirstName=Xi; type:cell; street:1 A St; tags=[vip past]; SpousePartnerName=Bo Li; " +
				"Birthdate=1980-07-04"}},
		{kind: "Top Producer", as: "client",
			text: "Primary Contact First Name,Primary Contact Last Name,Secondary Contact First Name,Secondary " +
				"Contact Last Name," +
				"Primary Contact Email 1,Primary Contact Mobile Phone,Home Phone,Street Address,City,State/Province," +
				"Zip/Postal Code,Contact Type,Lead Source\n" +
				"Xi,Li,Bo,Lind,xi@example.com,707-555-0101,707-555-0102,1 A St,Davis,CA,95616,Past Client,Referral\n",
			want: []string{"FirstName=Xi; LastName=Li; SpousePartnerName=Bo Lind; Email=[xi@example.com]; type:cell;" +
				" code:95616; LeadSource=Referral; Past Client"}},
		{kind: "Wise Agent", as: "client",
			text: "First Name,Last Name,Spouse First,Spouse Last,Company,Email,Email 2,Home Phone,Mobile Phone,Work " +
				"Phone,Fax,Address,Suite/Unit,City,State,Zip,Birthday,Source,Categories\n" +
				"Xi,Li,Bo,Li,Acme,xi@example.com,,707-555-0101,707-555-0102,,707-555-0103,1 A St,B,Davis,CA,95616," +
				"7/4,Web,\"Buyer, Sphere\"\n",
			want: []string{"FirstName=Xi; SpousePartnerName=Bo Li; type:fax; Company=Acme; LeadSource=Web"}},
		{kind: "BoomTown", as: "lead",
			text: "First Name,Last Name,Email,Phone,Cell,Source,Category,Date Registered,Avg Price,Min Price,Max " +
				"Price,City,Do Not Call\n" +
				"Xi,Li,xi@example.com,707-555-0101,707-555-0102,Google,New,11/1/2026,450000,400000,500000,Davis,\n",
			want: []string{"name=Xi Li; priceMin=40000000; priceMax=50000000; source=Google; areas=[Davis]; " +
				"707-555-0102"}},
		{kind: "Outlook", as: "client",
			text: "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Street," +
				"Business City,Business State,Business Postal Code," +
				"Home Street,Home City,Home State,Home Postal Code,Business Phone,Business Phone 2,Home Phone," +
				"Mobile Phone,Other Phone,Birthday,Categories,E-mail Address,E-mail Type,E-mail 2 Address,Notes," +
				"Spouse,Web Page\n" +
				"Ms.,Xi,Q,Li,Jr.,Acme,,Boss,9 B St,Dixon,CA,95620,1 A St,Davis,CA,95616,707-555-0101,707-555-0102," +
				"707-555-0103,707-555-0104,707-555-0105,7/4/1980,Friends;VIP,xi@example.com,SMTP,x2@example.com,Hi," +
				"Bo,\n",
			want: []string{"FirstName=Xi; LastName=Li Jr.; Company=Acme; JobTitle=Boss; locality:Dixon; " +
				"locality:Davis; 707-555-0105; x2@example.com; SpousePartnerName=Bo; Middle Name: Q"}},
		{kind: "Apple", as: "client",
			text: "First name,Last name,Organization,Mobile,Home phone,Work phone,Phone (iPhone),Home email,Work " +
				"email,Home street,Home city,Home state,Home ZIP,Home country,Birthday,Note\n" +
				"Xi,Li,Acme,707-555-0101,707-555-0102,,707-555-0103,xi@example.com,x2@example.com,1 A St,Davis,CA," +
				"95616,USA,1980-07-04,Hi\n",
			want: []string{"FirstName=Xi; 707-555-0103; Email=[xi@example.com x2@example.com]; street:1 A St; " +
				"code:95616; country:USA; Birthdate=1980-07-04; Hi"}},
		{kind: "Follow Up Boss: a lead with only a phone", as: "lead",
			text: "Name,Stage,Lead Source,Phone 1,Phone 1 - Type,Price,Timeframe\n,Lead,Zillow,7075550101,mobile," +
				"\"$300,000 to $400,000\",3-6 Months\n",
			want: []string{"name=7075550101; priceMax=40000000; priceMin=30000000; timeframe=3-6"}},
		{kind: "Rapattoni", as: "listing",
			text: "ML#,Stat,Class,Str No,Str Dir,Street Name,Str Suffix,Unit No,City,State,Zip,LP,SP,Bds,Bths,Apx " +
				"SqFt,Lot SF,Yr Blt,LD,COE\n" +
				"226000101,A,RES,31,N,Wisteria,Way,,Woodland,CA,95695,500000,,4,2.5,2480,6098,1999,11/02/2026,\n",
			want: []string{"UnparsedAddress=31 N Wisteria Way; StandardStatus=Active; PropertyType=Residential; " +
				"ListPrice=50000000; BedroomsTotal=4; LivingArea=2480; YearBuilt=1999"}},
		{kind: "Flexmls", as: "listing",
			text: "List Number,Status,Property Type,Address,City,State/Province,Zip Code,List Price,Sold Price,Sold " +
				"Date,Bedrooms,Total Bathrooms,Approx SqFt,Approx Lot Acres,Days On Market\n" +
				"226000102,Sold,Residential,77 Cottonwood St,Woodland,CA,95695,\"$489,000\",\"$492,500\",10/30/2026," +
				"3,2,\"1,410\",0.14,13\n",
			want: []string{"ListingId=226000102; StandardStatus=Closed; ClosePrice=49250000; CloseDate=2026-10-30; " +
				"LotSizeSquareFeet=6098"}},
		{kind: "Paragon", as: "listing",
			text: "MLS #,Class,Type,Area,Asking Price,Address,City,State,Zip,Status,Bedrooms,Full Baths,Half Baths," +
				"Total SqFt,Listing Date,Agent Remarks,Public Remarks\n" +
				"226000103,RESIDENTIAL,Single Family,Davis,499000,8 Main St,Davis,CA,95616,PENDING,3,2,1,1650," +
				"10/20/2026,Call,Sunny\n",
			want: []string{"ListPrice=49900000; BathroomsTotalInteger=3; StandardStatus=Pending; " +
				"PropertyType=Residential; PrivateRemarks=Call; LivingArea=1650"}},
		{kind: "Matrix", as: "listing",
			text: "MLS Number,Current Status,Property Sub Type,Full Street Address,City/Town,State Or Province," +
				"Postal Code,Current Price,Bedrooms Total,Bathrooms Total,Living Area,Lot Size Area,HOA Fee,HOA " +
				"Frequency,Closing Date\n" +
				"226000104,Cls,Condominium,\"9 B St #4, Davis, CA 95616\",Davis,CA,95616,415000,2,2,1010,,320," +
				"Monthly,11/03/2026\n",
			want: []string{"StandardStatus=Closed; PropertyType=Residential; UnitNumber=4; AssociationFee=32000; " +
				"AssociationFeeFrequency=Monthly; CloseDate=2026-11-03"}},
		{kind: "an escrow's list", as: "escrow",
			text: "File No,Property,Sales Price,Side Represented,Contract Date,Est Close,Loan Type,EMD,Buyer,Seller," +
				"Status\n" +
				"E-17,\"703 Oak St, Dixon, CA 95620\",$512k,Listing,11/1/26,12/15/26,Conv.,\"$5,000\",Ed Ruiz,Dana " +
				"Kim,Pending\n",
			want: []string{"purchasePrice=51200000; side=seller; openedDate=2026-11-01; financing=Conventional; " +
				"status=contingent; amount:500000"}},
		{kind: "a calendar without ends", as: "appointment",
			text: "Subject,Date,Time,Where\nShowing,12/1/2026,2:00 PM,1 A St\n",
			want: []string{"DTSTART=2026-12-01T14:00:00-08:00; DTEND=2026-12-01T15:00:00-08:00; LOCATION=1 A St"}},
	})
}
