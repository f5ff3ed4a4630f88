package crm

var listingType = RecordType{
	Name: "listing", Plural: "listings", Title: []string{"UnparsedAddress", "City"}, Status: "StandardStatus",
	Fields: common(
		required(str("ListingId")),
		required(listingStatus),
		required(enum("PropertyType", "Residential", "Residential Income", "Residential Lease", "Land", "Farm",
			"Manufactured In Park", "Commercial Sale", "Commercial Lease", "Business Opportunity")),
		str("PropertySubType"),
		required(str("UnparsedAddress")), str("UnitNumber"), required(str("City")), required(str("StateOrProvince")),
		required(str("PostalCode")),
		between(-90, 90, number("Latitude")), between(-180, 180, number("Longitude")), str("ParcelNumber"),
		required(money("ListPrice")), money("OriginalListPrice"), money("ClosePrice"),
		number("BedroomsTotal"), number("BathroomsTotalInteger"), number("LivingArea"), number("LotSizeSquareFeet"),
		between(1600, 2200, number("YearBuilt")), number("GarageSpaces"), money("AssociationFee"), str("AssociationFeeFrequency"),
		date("ListingContractDate"), date("OnMarketDate"), date("ExpirationDate"), date("PurchaseContractDate"), date("CloseDate"),
		clock("StatusChangeTimestamp"),
		str("ListingAgreement"), enum("OccupantType", "Owner", "Tenant", "Vacant"),
		text("PublicRemarks"), text("PrivateRemarks"), text("ShowingInstructions"),
		sensitive(str("LockBoxSerialNumber")), sensitive(str("AccessCode")), sensitive(str("OwnerName")), sensitive(str("OwnerPhone")),
		sensitive(object("compensation", percent("grossPct"), percent("sidePct"))),
		items("Media", str("url"), str("caption")),
		derived(number("DaysOnMarket")),
	),
}

// listingStatus has the moves of RESO's StandardStatus. Closed is final; Delete voids.
var listingStatus = Field{
	Name: "StandardStatus", Kind: KindEnum,
	Options: []string{"Incomplete", "Coming Soon", "Active", "Hold", "Active Under Contract", "Pending", "Withdrawn", "Expired",
		"Canceled", "Closed", "Delete"},
	Moves: map[string][]string{
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
}
