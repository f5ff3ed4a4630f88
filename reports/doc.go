// Package reports counts a brokerage's records: the pipeline by status, what is expected to close, which sources of
// leads become business, how fast agents answer, and what they earned.
//
// It counts what crm.User.Counts says: agents their own, leads their team's, the broker role all. Private amounts count
// only where the user may read them; how many could not be read is always told beside a sum. It writes nothing, and
// knows neither HTTP nor CSV.
//
//	rows, err := reports.New(store).Pipeline(ctx, user, crm.ID{})
package reports
