package crm

var listingType = RecordType{
	Name: "listing", Plural: "listings", Label: "Listing", Labels: "Listings",
	Title: []string{"UnparsedAddress", "City"}, Status: "StandardStatus",
	Fields: common(
		required(str("ListingId", "MLS number")),
		required(listingStatus),
		required(enum("PropertyType", "Property type", "Residential", "Residential Income", "Residential Lease", "Land",
			"Farm", "Manufactured In Park", "Commercial Sale", "Commercial Lease", "Business Opportunity")),
		str("PropertySubType", "Property subtype"),
		required(str("UnparsedAddress", "Address")), str("UnitNumber", "Unit"), required(str("City", "City")),
		required(str("StateOrProvince", "State")), required(str("PostalCode", "ZIP code")),
		between(-90, 90, number("Latitude", "Latitude")), between(-180, 180, number("Longitude", "Longitude")),
		str("ParcelNumber", "Parcel number"),
		required(money("ListPrice", "List price")), money("OriginalListPrice", "Original list price"),
		money("ClosePrice", "Sale price"),
		number("BedroomsTotal", "Beds"), number("BathroomsTotalInteger", "Baths"), number("LivingArea", "Square feet"),
		number("LotSizeSquareFeet", "Lot square feet"),
		between(1600, 2200, number("YearBuilt", "Year built")), number("GarageSpaces", "Garage spaces"),
		money("AssociationFee", "HOA fee"), str("AssociationFeeFrequency", "HOA fee frequency"),
		date("ListingContractDate", "Listing date"), date("OnMarketDate", "On-market date"),
		date("ExpirationDate", "Expiration date"), date("PurchaseContractDate", "Contract date"), date("CloseDate", "Close date"),
		clock("StatusChangeTimestamp", "Status changed"),
		str("ListingAgreement", "Listing agreement"), enum("OccupantType", "Occupied by", "Owner", "Tenant", "Vacant=Nobody"),
		text("PublicRemarks", "Public remarks"), text("PrivateRemarks", "Private remarks"),
		text("ShowingInstructions", "Showing instructions"),
		sensitive(str("LockBoxSerialNumber", "Lockbox serial number")), sensitive(str("AccessCode", "Access code")),
		sensitive(str("OwnerName", "Owner's name")), sensitive(str("OwnerPhone", "Owner's phone")),
		sensitive(object("compensation", "Compensation", percent("grossPct", "Gross percent"),
			percent("sidePct", "Side percent"))),
		items("Media", "Photos", "Photo", str("url", "Link"), str("caption", "Caption")),
		derived(number("DaysOnMarket", "Days on market")),
	),
}

// listingStatus has the moves of RESO's StandardStatus. Closed is final; Delete voids.
var listingStatus = moving(
	enum("StandardStatus", "Status", "Incomplete", "Coming Soon", "Active", "Hold=On Hold", "Active Under Contract",
		"Pending", "Withdrawn", "Expired", "Canceled", "Closed", "Delete=Void"),
	map[string][]string{
		"Incomplete":            {"Coming Soon", "Active", "Delete"},
		"Coming Soon":           {"Active", "Hold", "Withdrawn", "Canceled", "Delete"},
		"Active":                {"Hold", "Active Under Contract", "Pending", "Withdrawn", "Expired", "Canceled", "Delete"},
		"Hold":                  {"Active", "Withdrawn", "Canceled", "Delete"},
		"Active Under Contract": {"Pending", "Closed", "Active", "Delete"},
		"Pending":               {"Active Under Contract", "Closed", "Active", "Delete"},
		"Withdrawn":             {"Active", "Expired", "Canceled", "Delete"},
		"Expired":               {"Delete"},
		"Canceled":              {"Delete"},
		"Closed":                {},
		"Delete":                {},
	},
)
