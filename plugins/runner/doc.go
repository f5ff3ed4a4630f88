// Package runner runs tasks: workflows of plugins' steps, one after the other, each in a guest. Tasks are rows; whatever a
// step puts out, proposes and tells is durable in one transaction, fenced by the claim on its task, so that a task goes on
// at its first unfinished step after any crash, runs no finished step again and makes no proposal twice.
//
// What a step may do is asked at every call that it makes: what its manifest asks for, what the brokerage has granted and
// what its caller may do, as all three are at that moment. What it proposes, people accept or reject, or the workflow's policy
// applies; both can be undone.
//
// The package executes no guest, looks into no document and speaks no HTTP: those are interfaces that it declares.
//
//	r := runner.New(runner.Config{Storage: store, Records: records, Plugins: registry, Guests: host, ...})
//	go r.Run(ctx)
//	task, err := r.Start(ctx, user, runner.Request{Workflow: "csv-import", Input: input})
package runner
