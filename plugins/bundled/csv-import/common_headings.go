package main

// commonHeadings are the headings that other programs use, by type, the closest first; "" is for all types. A line
// names a target and its headings.
var commonHeadings = map[string]string{
	"": `
~id: id, record id, roomkey id
~note: notes, note, comments, comment, memo, note text
/tags: tag, labels, label, groups, group, hashtags, keywords, group membership, categories`,

	"listing": `
/ListingId: MLS Number, MLS, MLS No, MLS Num, ML Number, MLS Id, MLSNum, ML#, MLSNumber, Listing Number, Listing No, List Number, List No, Listing ID MLS, LN, Matrix Unique ID, Listing Key, Listing Key Numeric, Sys ID
/StandardStatus: Status, Listing Status, MLS Status, Current Status, Stat, St Code, Status Code, S
/PropertyType: Class, Property Class, MLS Class, Type, Prop Type, PT, Property Category, Home Type, Cat
~saleOrRent: Sale/Rent, Sale/Lease, For Sale Or Rent, Sale Or Rent
/PropertySubType: Sub Type, Property Sub Type, Subtype, Style, Dwelling Type, Property Subclass, Building Type
~address: Unparsed Address, Address, Property Address, Street Address, Full Address, Site Address, Full Street Address, Address Full, Listing Address, Street, Addr, Address Line 1, Address 1, Location
~houseNumber: Street Number, Street No, St Number, Street Num, House Number, Str No, Street #, St #, House No, StreetNumberNumeric
~direction: Street Dir Prefix, Compass, Compass Direction, Dir Prefix, Str Dir, Street Dir Pre, Street Direction, St Dir, Dir, Pre Dir, Street Dir
~streetName: Street Name, St Name, Str Name
~directionAfter: Street Dir Suffix, St Dir Sfx, Dir Suffix, Post Dir, Street Post Dir
~streetType: Street Suffix, St Suffix, Street Type, Suffix, St Type, Str Suffix
~acres: Acres, Lot Acres, Lot Size Acres, Acreage, Lot Acreage, Approx Acres, Lot Size (Acres), Total Acres
/UnitNumber: Unit, Unit No, Apt, Apartment, Suite, Apt No, Unit #
/City: Property City, Town, City Name, Municipality, Postal City, City/Town, Mailing City
/StateOrProvince: State, State Or Province, Province, ST, Property State, State/Province, State Code
/PostalCode: Zip, Zip Code, Zip Or Postal Code, Postcode, Property Zip, Zip/Postal Code, Postal, Zip 5, Zip+4
/Latitude: Lat, Geo Lat
/Longitude: Lng, Lon, Long, Geo Lon, Geo Lng
/ParcelNumber: APN, Parcel, Assessor Parcel Number, Parcel No, Tax ID, Parcel ID, Assessor Number
/ListPrice: List Price, Asking Price, Price, Current Price, LP, Listing Price, L Price, Search Price, List $, Current List Price, List Price ($)
~listOrClose: L/C Price, List/Close Price, LP/SP, List/Sold Price, List/Sale Price, List/Selling Price, List Price/Sold Price, List Price/Sale Price
/OriginalListPrice: Original Price, OLP, Orig Price, Orig List Price, Original LP
/ClosePrice: Close Price, Sale Price, Sold Price, Selling Price, Closed Price, SP, Sold $, Final Price, Sales Price
/BedroomsTotal: Beds, Bedrooms, Bed, BR, Bds, BD, BDRMS, Number Beds, Total Bedrooms, Beds Total, Bedrooms Total, # Bedrooms, Bdrm
~bedsBaths: Br/Ba, Bd/Ba, Beds/Baths, Bed/Bath, Bedrooms/Bathrooms
/BathroomsTotalInteger: Baths, Bathrooms, Bath, BA, Bths, Number Baths, Total Baths, Total Bathrooms, Baths Total, Bathrooms Total, Bathrooms Total Decimal, # Baths, Bth, Baths (F/H), Baths F/P
~bathsFullHalf: Full/Half Baths, Baths (Full.Half), Baths Full/Half, Baths (Full/Half), Bathrooms (Full/Half), Bths F/H
~bathsFull: Full Baths, Baths Full, Bathrooms Full, Full Bath, FB
~bathsHalf: Half Baths, Baths Half, Bathrooms Half, Half Bath, HB, Partial Baths, Baths Partial
/LivingArea: Living Area, Sq Ft, Square Feet, SQFT, Square Footage, Living Sq Ft, Building Sq Ft, Sq. Ft. Living, Approx Sq Ft, SF, Sq Feet, Apx SqFt, Total Sq Ft, Building Size, Interior Sq Ft, Living Area SqFt, Sqft Total, Approx Living Area, Bldg SqFt, Size, Above Grade Fin SQFT, Above Grade SqFt, Finished SqFt, Heated SqFt
/LotSizeSquareFeet: Lot Size, Lot Sq Ft, Lot Size Sq Ft, Lot Square Feet, Lot Size Area, Lot, Lot SF, Lot Dimensions Area, Lot Sqft Approx, Lot Size SqFt, LSqft/Ac, Lot SqFt/Acres
~lotUnit: Lot Size Units, Lot Size Unit, Lot Units, Lot Unit, Lot Size Area Units, Lot Measurement
/YearBuilt: Year Built, Year, Built, Yr Built, Yr, YB, Yr Blt, Construction Year
/GarageSpaces: Garage, Garages, Garage Space, # Garage Spaces, Gar Spaces, Garage Stalls, Gar, Garage Capacity, Garage Cap
/AssociationFee: HOA Fee, HOA, HOA Dues, Association Dues, Assoc Fee, Association Fee Amount, HOA Amount, Dues
~hoaMonthly: HOA/Month, HOA Monthly, Monthly HOA, HOA Fee Monthly, HOA Per Month, HOA/Mo, HOA Fee/Month, Monthly Dues
/AssociationFeeFrequency: HOA Frequency, HOA Freq, Assoc Fee Freq, Association Fee Paid, HOA Fee Paid, HOA Fee Freq
/ListingContractDate: List Date, Listing Date, Date Listed, Listed, Listing Contract, LD, Begin Date
/OnMarketDate: On Market, Active Date
/ExpirationDate: Expires, Expiration, Expiry Date, Exp Date, Expire Date, Date Expires
/PurchaseContractDate: Contract Date, Pending Date, Under Contract Date, Pend Date, Date Pending, In Contract Date
/CloseDate: Closing Date, Sold Date, Close of Escrow, Close of Escrow Date, COE, COE Date, Sale Date, Closed Date, Date Closed, Date Sold, Selling Date, Close, Settled Date, Settlement Date, Date Settled
/StatusChangeTimestamp: Status Change Date, Status Date
~note:date: Date
~note:building: Building Number, Building, Bldg
/ListingAgreement: Agreement, Agreement Type
/OccupantType: Occupant, Occupancy, Occupied By
/PublicRemarks: Remarks, Description, Public Comments, Property Remarks, Marketing Description, Listing Description, Public Description, Marketing Remarks, Property Description, Remarks - Public, Remarks Public
/PrivateRemarks: Agent Remarks, Confidential Remarks, Broker Remarks, Private Notes, Agent Only Remarks, Agent Comments, Office Remarks, Remarks - Private, Remarks - Agent
/ShowingInstructions: Showing, Show Instructions, Showing Info
/private/LockBoxSerialNumber: Lockbox, Lock Box, Lockbox Serial
/private/AccessCode: Gate Code, Lockbox Code, Alarm Code, Combo
/private/OwnerName: Owner, Seller, Seller Name, Owner Names, Ownr/Occ Name, Ownr/Occ Name - DND2, Owner/Occupant Name
/private/OwnerPhone: Seller Phone
/private/compensation/grossPct: Commission, Gross Commission, Commission Pct, Commission %`,

	"escrow": `
~number: escrowNumber, Escrow Number, Escrow, Escrow No, File Number, File No, File #
/status: Stage, Escrow Status, Transaction Status, State of Escrow, Loop Status, File Status, Deal Status
~listing: listing, MLS, MLS Number, MLS No, Listing Id, Listing Number
/propertyAddress: Address, Property, Street Address, Subject Property, Full Address, Unparsed Address
~houseNumber: Street Number, Street No, Street #, House Number
~direction: Street Direction, Street Dir
~streetName: Street Name
~streetType: Street Suffix, Street Type
~unit: Unit Number, Unit, Unit #, Apt
~city: City, Property City
~state: State, Property State, State Or Province, State/Prov, State/Province
~zip: Zip, Zip Code, Postal Code, Property Zip, Zip/Postal Code
/transactionType: Transaction, Type, Deal Type
/side: Representing, Our Side, Represents, Agency, Representation, Side Represented, Agent Side, Transaction Side
/purchasePrice: Purchase Price, Purchase / Sale Price, Sale Price, Sales Price, Price, Contract Price, Sold Price, Offer Price, Purchase Amount, Close Price
/earnestMoneyDeposit/amount: Earnest Money, Earnest Money Deposit, EMD, Deposit, Deposit Amount, Initial Deposit, Earnest Money Amount, EMD Amount
/earnestMoneyDeposit/dueDate: Deposit Due, EMD Due, Deposit Due Date, EMD Due Date
/earnestMoneyDeposit/receivedDate: Deposit Received, EMD Received
/earnestMoneyDeposit/holder: Deposit Holder, Escrow Holder, Escrow Company, Escrow Officer, Title Company
/financing: Loan Type, Finance, Financing Type, Terms
/private/loanAmount: Loan, Mortgage, Loan Amt
/private/downPayment: Down, Down Pmt
/acceptanceDate: Accepted, Acceptance, Ratified Date, Contract Date, Purchase Contract Date, Date Accepted, Offer Accepted, Mutual Acceptance, Contract Agreement Date, Acceptance Date, Agreement Date, Binding Agreement Date
/openedDate: Opened, Open Date, Open Escrow, Escrow Opened, Escrow Open Date, Date Opened, Opening Date
/finalWalkThroughDate: Walk Through, Walkthrough, Final Walkthrough, Walk Through Date
/closeOfEscrowDate: Close of Escrow, COE, COE Date, Closing Date, Close Date, Closing, Scheduled Close, Est Close, Estimated Closing, Estimated Close Date, Expected Close Date, Escrow Closing Date, Escrow Close Date, Est Closing Date, Estimated Closing Date, Projected Closing Date, Scheduled Closing Date
/actualCloseDate: Closed, Actual Close, Closed Date, Date Closed, Actual COE, Actual Closing Date, Actual Close Date
/possessionDate: Possession, Possession Transfer
/cancelReason: Cancellation Reason, Reason Cancelled
~contingency:investigation: Investigation Contingency, Inspection Contingency, Inspection Contingency Date, Investigation Contingency Date, Inspection Due
~contingency:appraisal: Appraisal Contingency, Appraisal Contingency Date, Appraisal Due
~contingency:loan: Loan Contingency, Loan Contingency Date, Financing Contingency, Loan Due
~party:buyer: Buyer, Buyers, Buyer Name, Buyer Names, Purchaser
~party:seller: Seller, Sellers, Seller Name, Seller Names
~party:lender: Lender, Loan Officer
~party:title officer: Title Officer
~note:party: Buyer Phone, Buyer Email, Seller Phone, Seller Email, Lender Phone, Lender Email, Escrow Phone, Escrow Email, Buyer Agent Phone, Seller Agent Phone
~party:escrow officer: Escrow / Title Rep, Escrow Rep, Escrow Officer Name
~party:buyer's agent: Buyer Agent, Buyer's Agent, Buyers Agent, Selling Agent
~party:listing agent: Listing Agent, Seller Agent, Seller's Agent
~commission:buyer: Sale Commission, Buy Side Commission, Selling Commission, Sale Commission Split % - Buy Side
~commission:seller: Listing Commission, List Side Commission, Sale Commission Split % - Sell Side
/private/commission/grossPct: Commission, Commission Pct, Commission %, Commission Rate, Sale Commission Rate, Gross Commission
/private/commission/sidePct: Side Commission, Side Pct, Side %
/private/commission/referralPct: Referral, Referral Fee, Referral %, Referral Pct`,

	"client": `
~is:Buyer: Is Buyer
~is:Seller: Is Seller
~name: Name, Full Name, Name 1, Owner Name, Owner 1, Owner 1 Name, Owner 1 Full Name, Owner, Contact, Contact Name, Client, Client Name, Display Name, File As, Formatted Name, Person, FN
/FirstName: First, First Name, Given Name, Fname, Forename, First Name(s), CFirst
/LastName: Last, Last Name, Surname, Family Name, Lname, CLast
~suffix: Suffix, Name Suffix
~spouseFirst: Spouse First Name, Spouse First, Partner First Name, Co Buyer First Name, Secondary First Name, Second First Name, Contact 2 First Name, First Name 2, Secondary Contact First Name, SFirst
~spouseLast: Spouse Last Name, Spouse Last, Partner Last Name, Co Buyer Last Name, Secondary Last Name, Second Last Name, Contact 2 Last Name, Last Name 2, Secondary Contact Last Name, SLast
~note:middle: Middle Name, Middle, Additional Name, Middle Initial
~note:nickname: Nickname, Goes By
~note:message: Message, Background, Description, Remarks, Bio, Last Note, Contact Notes, Other Notes, Agent Notes
~note:spouse: Spouse Email, SEmail, Spouse Phone, Spouse Mobile, Spouse Cell, Spouse Birthday, SBirthday
~note:parcel: APN, Parcel Number
~note:hotness: Hotness
~extension: Business Ext, Business Extension, Work Ext, Work Extension, Work Phone Ext, Office Ext
~relation: Relationship 1 Type
~relationFirst: Relationship 1 First Name
~relationLast: Relationship 1 Last Name
~note:property: Site Address, Situs Address, Property Address, Property Of Interest, Listing Address, Inquiry Address, Property Inquiry
/Email: CEmail, Email Address, E-mail, E-mail Address, Email Addresses, Primary Email, Email 1, Secondary Email, Personal Email, Work Email, Email 2, E-mail 1 Value, E-mail 2 Value
~phone: Phone, Phone Number, Telephone, Phones, Primary Phone, Phone 1, Contact Number, Phone 2, Phone 1 Value, Phone 2 Value, Preferred Phone, Number
~phone:cell: Mobile, Cell, Mobile Phone, Cell Phone, Mobile Number
~phone:home: Home Phone, Home
~phone:work: Work Phone, Office, Office Phone, Business Phone, Work
~adr::whole: Full Address, Complete Address
~adr::street: Street, Street Address, Address, Address 1, Address Line 1
~adr::line2: Address 2, Address Line 2, Street 2, Apt, Unit, Suite
~adr::city: City, Town
~adr::state: State, Province, ST, State/Province, State Or Province
~adr::zip: Zip, Zip Code, Postal Code, Zip/Postal Code, Postcode
~adr::country: Country, Country/Region
~adr::cityState: City/State, City/St, City State, Mail City/St, Mail City/State, Mailing City/State
/ContactType: Contact Type, Type, Category, Client Type, Role, Contact Category, Relationship
/ContactStatus: Status, Contact Status
/Company: Organization Name, Associated Company, Company / Account, Organization, Organisation, Company Name, Employer, Brokerage, Organization 1 Name, Company/Organization
/JobTitle: Title, Organization Title, Position, Job, Organization 1 Title, Occupation
/private/Birthdate: Birthday, Date of Birth, DOB, Birth Date, Birth Day, BDAY, CBirthday
/Anniversary: Wedding Anniversary, Anniversary Date
/SpousePartnerName: Spouse, Partner, Spouse Name, Spouse/Partner, Significant Other, Spouse Full Name, Name 2, Owner 2, Second Owner, Co-Owner, Owner 2 Name
/ReferredBy: Referral, Referrer, Referral Source, Referred From
/LeadSource: Lead Source, Original Traffic Source, Source, Origin, Original Source, Source Name, How Heard, How Did You Hear
/Language: Preferred Language
~not:/consent/email: Email Opt Out
~not:/consent/sms: Text Opt Out
~not:/consent/call: Do Not Call
~may: May Be Contacted
/private/budget: Budget, Max Price, Price, Price Range, Maximum Price, Price Max, Buying Budget, Average Price, Avg Price
/private/preapproval/amount: Preapproval, Pre-approval, Pre-approval Amount, Preapproved, Prequalified Amount
/private/preapproval/lender: Lender, Lender Name`,

	"lead": `
~is:Buyer: Buyer, Is Buyer
~is:Seller: Seller, Is Seller
/name: Full Name, Name, Lead, Lead Name, Contact, Contact Name, Client Name, Display Name, File As
~first: First Name, First, Given Name, Fname
~last: Last Name, Last, Surname, Family Name, Lname
~suffix: Suffix, Name Suffix
/email: Email Address, E-mail, E-mail Address, Email 1, Primary Email
/phone: Phone Number, Primary Phone, Phone, Phone 1, Mobile, Mobile Phone, Cell, Cell Phone, Telephone, Preferred Phone, Number
/source: Lead Source, Original Source, Origin, Campaign, Source Name
/sourceDetail: Source Detail, Source Details, Ad, Referrer, Referral Source, How Did You Hear
/intent: Lead Type, Wants To, Wants, Looking For, Buying Or Selling, Type, Interest, Looking To, Buyer Or Seller, Deal Type, Category, Contact Type
/timeframe: Time Frame, Timeframe, Timeline, When, Time Line, Purchase Timeframe, Buying Timeframe, Buyer Timeframe, Seller Timeframe
/priceMin: Min Price, Minimum Price, Price From, Price Min, Budget From, Low Price
/priceMax: Max Price, Maximum Price, Price Max, Budget, Price To, Price, Budget To, High Price, Average Price, Avg Price, Price Range
/areas: Areas of Interest, Area, Favorite City, Preferred City, Neighborhoods, Neighborhood, Cities, City, Location, Preferred Areas, Search Areas
/stage: Lead Stage, Stage, Pipeline Stage, Lead Status, Status, Pipeline
/score: Lead Score, Score, Rating
/assignedAt: Assigned Date, Assigned, Date Assigned
/lastContactAt: Last Contact, Last Contacted, Visited, Visit Date, Date Visited, Last Contact Date, Contacted On, Last Activity, Last Communication, Last Touch
/nextTaskAt: Next Task, Next Follow Up, Follow Up, Follow Up Date
/lostReason: Reason Lost
~dnc: Do Not Contact
~may: May Be Contacted
~note:message: Message, Background, Description, Remarks, Inquiry, Last Note, Comments/Questions, Lead Notes, Agent Notes
~note:moving: Moving Date, Move Date, Move-in Date
~relation: Relationship 1 Type
~relationFirst: Relationship 1 First Name
~relationLast: Relationship 1 Last Name
~note:property: Property Address, Property Of Interest, Listing Address, Inquiry Address, Property Inquiry, Address, Street Address, Street, Mailing Address
~note:company: Company, Organization Name, Employer`,

	"appointment": `
/SUMMARY: Subject, Title, Event, Event Name, Name, What
~start: DTSTART, Start, Starts, Begin, When
~end: DTEND, End, Ends, Finish
~startDate: Start Date, Date, Day, Event Date, Appointment Date
~startTime: Start Time, Time, Begin Time
~endDate: End Date
~endTime: End Time
/TZID: Timezone, Time Zone, TZ
~endZone: End Time Zone, End Timezone
/allDay: All Day Event
/LOCATION: Address, Where, Place, Property Address, Event Location
/DESCRIPTION: Details, Agenda, Body, Event Description
/STATUS: State
~private: Private, Sensitivity
~note:attendees: Required Attendees, Attendees, Guests, Invitees
~note:optional: Optional Attendees
~note:organizer: Meeting Organizer, Organizer
~note:exceptions: Exceptions
/kind: Type, Appointment Type, Category, Event Type`,
}
