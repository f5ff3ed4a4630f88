// Package webhooks sends events to the addresses that users gave, signed by the scheme of Standard Webhooks
// (https://www.standardwebhooks.com).
//
// The queue is the store's: an event is queued by the transaction that stores it, and stays queued until its attempt's
// end is stored. So a crash loses none, and may send one twice with the same webhook-id. Whether the maker of a webhook
// may read what an event is about is asked when deliveries are made of events, and again at each attempt.
//
// The package connects to public addresses alone and follows no redirect. It bounds the attempts that are under way for
// each webhook and brokerage, and for all endpoints that fail or are slow, so that these seldom delay others. It knows
// nothing of users and their rights, and of no REST.
//
//	sender := webhooks.New(webhooks.Config{Store: store, Secret: secret})
//	err := sender.Run(ctx)
package webhooks
