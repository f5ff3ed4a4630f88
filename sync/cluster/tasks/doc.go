// Package tasks shows the tasks of other regions, and has those regions act on them (ADR 51). A task stays in the
// region where it was started. Each region tells the others the events about its tasks; whoever missed some asks how
// the tasks are. What somebody wants to see of a task that is not here, or to do with it, is asked of the region that
// has it, which judges by its own rights. The package refuses to run tasks and to read what is asked and answered.
//
//	t := tasks.New(tasks.Config{Port: port, Regions: regions, There: board.There, Own: own})
//	go t.Run(ctx)
//	t.Changed("b", true) // region b is heard
//	answer, err := t.Ask(ctx, &crm.TaskQuestion{Act: crm.TaskCancel, Broker: broker, User: user, Task: task})
package tasks
