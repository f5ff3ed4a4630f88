// Package runner runs tasks. A task is a workflow of plugins' steps, which run one after the other, each in a guest.
// Tasks are rows of the storage. Everything that a step outputs, proposes and tells becomes durable in one transaction,
// which is fenced by the claim on its task. After a crash a task therefore continues at its first unfinished step, runs
// no finished step again and makes no proposal twice.
//
// The runner checks the rights of a step at every operation: its manifest, the grant of the brokerage and the rights of
// the user who started it, all as they are at that moment. People accept or reject its proposals, or the workflow's
// policy applies them. Both can be undone.
//
// The package executes no guest, opens no document and speaks no HTTP. It declares interfaces for them.
package runner
