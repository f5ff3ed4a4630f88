// Package otlp sends spans to a collector by OTLP over HTTP, encoded as JSON, as OpenTelemetry's protocol says
// (opentelemetry.io/docs/specs/otlp). It does no more than Roomkey's spans need: no context is passed on, because the
// ids of a trace are made of the change that it is about. ADR 48 says why it is not OpenTelemetry's own package.
//
// It refuses to keep what can't be sent: the queue is bounded, and what finds no room is counted and dropped.
//
//	exporter := otlp.New(otlp.Config{URL: "http://127.0.0.1:4318", Share: 0.01, Region: "fra"})
//	go exporter.Run(ctx)
//	exporter.Span(crm.Span{…})
package otlp
