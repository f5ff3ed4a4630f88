//go:build !wasip1

package main

import (
	"testing"

	"roomkey/crm"
)

// What headings say of contacting somebody, by the targets that they get.
func TestConsent_IsKnownByItsWords(t *testing.T) {
	client, lead := crm.TypeNamed("client"), crm.TypeNamed("lead")
	for _, c := range []struct{ client, lead, names string }{
		{"/consent/doNotContact", "~dnc", "Opt Out|Opt-out|Opt Out?|Opted Out|OptOut|Do Not Contact|Don’t contact|" +
			"No contact|Do Not Solicit|DND|Opt Out Date|No calls or texts|Contact Opt-Out|Please don't contact me"},
		{"~not:/consent/email", "~dnc", "Unsubscribed|Unsubscribe?|unsubscribed_at|UNSUB_TIME|Email Opt Out|" +
			"emailOptOut|Do Not Email|No emails|Unsubscribed From All Email|Opted out of e-mails?"},
		{"~not:/consent/sms", "~dnc", "Text Opt Out|SMS Opt Out|Do Not Text|No texts?|Opted Out Of Text"},
		{"~not:/consent/call", "~dnc", "DNC|On DNC|DNC List|National DNC|Do Not Call|No calls?|No Calls|Phone 1 DNC|" +
			"Never call|Phone Opt Out"},
		{"/consent/email", "~may", "Subscribed?|Subscribed|Email Opt In|OK To Email|Email OK?|Can we email you?|" +
			"Do you want emails?|Would you like to receive our newsletter?|Email Permission|Wants emails"},
		{"/consent/sms", "~may", "Can we text you?|may_we_text_you?|Text OK?|Text OK|Is it ok to text you?|" +
			"OK to text|I agree to receive text messages|SMS Consent|Can Text"},
		{"/consent/call", "~may", "Can we call you?|OK To Call|Call Consent|Phone OK"},
		{"~may", "~may", "Opt In|Consent|Can we contact you?|May we contact you by phone or text?|OK to contact"},
		// of something else
		{"", "", "Text|Call|No Phone|No Email|Last Contact|Never Contacted|Contact Status|No. of Calls|Calls|Email|" +
			"UNSUB_REASON|OPTIN_TIME|OPTIN_IP|Can you email me the plan?|May we have your email?|Note|Contact Me|" +
			"Would you like to be contacted by a lender?|Do you want to sell?|Is it OK to bring a dog?|Optional|" +
			"Status|Do you consent to our terms?|" +
			"Contact|Phone|Options|Notes|Subdivision|Country|Call Date|Text Message"},
	} {
		for _, name := range parted(c.names) {
			if is := consentTarget(client, name); is != c.client {
				t.Errorf("%s of a client is %q, not %q", name, is, c.client)
			}
			if is := consentTarget(lead, name); is != c.lead {
				t.Errorf("%s of a lead is %q, not %q", name, is, c.lead)
			}
		}
	}
}

// A refusal in a file is one in the record, in whichever column and words it stands.
func TestConsent_ARefusalCounts(t *testing.T) {
	refused := "consent=map[doNotContact:true]"
	checkAll(t, []file{
		{kind: "opt out of all", as: "client", text: "First,Last,Opt Out\nXi,Li,Yes\nXu,Li,No\n",
			want: []string{refused, "consent=map[doNotContact:false]"}},
		{kind: "a question", as: "client",
			text: "First,Last,Opt Out?,Can we text you?\nXi,Li,,No thanks\nXu,Li,yes,yes\n",
			want: []string{"consent=map[sms:false]", "consent=map[doNotContact:true sms:true]"}},
		{kind: "two columns, the second refuses", as: "client",
			text: "First,Last,Do Not Contact,Opt-out,Subscribed,Unsubscribed\nXi,Li,No,Yes,Yes,Yes\n",
			want: []string{"consent=map[doNotContact:true email:false]"}},
		{kind: "a refusal as the answer to what was agreed", as: "client",
			text: "First,Last,Email Consent,SMS Permission\nXi,Li,Unsubscribed,Opted out\n" +
				"Xu,Li,Subscribed,Never subscribed\n",
			want: []string{"consent=map[email:false sms:false]", "consent=map[email:true sms:false]"}},
		{kind: "an answer that says neither", as: "client",
			text: "First,Last,OK to call\nXi,Li,\"Yes, but not at work\"\n",
			want: []string{"OK to call: Yes, but not at work"}, never: []string{"consent"}},
		{kind: "a lead", as: "lead", text: "Name,Email,Opt Out,Subscribed?,Can we text you?\na,a@example.com,Yes,,\n" +
			"b,b@example.com,,no,\nc,c@example.com,,,No!\nd,d@example.com,No,Yes,Yes\n",
			want: []string{"tags=[do not contact]; Opt Out: Yes", "tags=[do not contact]; Subscribed?: no",
				"tags=[do not contact]; Can we text you?: No!", "name=d"}},
		{kind: "a lead that agrees has no tag", as: "lead",
			text: "Name,Email,Text OK?,Unsubscribe?\nd,d@example.com,Yes,No\n",
			want: []string{"Text OK?: Yes"}, never: []string{"do not contact"}},
		{kind: "a status and tags", as: "client",
			text: "First,Last,Status,Tags\nXi,Li,Opt-Out,\nXu,Li,,\"Sphere, DNC\"\nXa,Li,,Call first\n",
			want: []string{refused, refused + "; tags=[Sphere DNC]", "tags=[Call first]"}},
		{kind: "several ways, agreed at once, are no consent to each", as: "client",
			text: "First,Last,Opt In\nXi,Li,Yes\nXu,Li,No\n",
			want: []string{"Opt In: Yes", refused}, never: []string{"email:", "sms:"}},
		{kind: "somebody who is there, and had agreed", as: "client", given: `"duplicates":"merge"`,
			there: []stored{{ID: "11111111-1111-4111-8111-111111111111", Type: "client", Fields: map[string]any{
				"FirstName": "Ana", "LastName": "Ortiz", "Email": []any{"ana@example.com"},
				"consent": map[string]any{"email": true, "call": true, "doNotContact": false}}}},
			text: "First,Last,Email,Unsubscribed,Opt Out\nAna,Ortiz,ana@example.com,Yes,Yes\n",
			want: []string{"consent=map[doNotContact:true email:false]"}, never: []string{"call"}},
	})
}
