package crdt_test

import (
	"fmt"

	"roomkey/crdt"
	"roomkey/crm"
)

// A server holds a document of one change. A peer that holds nothing connects and is sent that change.
func Example() {
	change, err := crdt.ParseChange(crdt.Genesis(crm.TypeNamed("lead"), false).Data, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	graph := crdt.NewGraph()
	if err := graph.Add(crdt.NodeOf(change)); err != nil {
		fmt.Println(err)
		return
	}
	received, err := crdt.ParseMessage((&crdt.Message{Have: []crdt.Have{{}}}).Encode())
	if err != nil {
		fmt.Println(err)
		return
	}
	peer := crdt.NewPeer()
	peer.Receive(graph, received)
	out, ok := peer.Generate(graph)
	fmt.Println("anything to send:", ok)
	fmt.Println("changes:", len(out.Changes))
	fmt.Println("bytes:", len(out.Encode([][]byte{crdt.Deflate(change.Data)})) > 0)
	// Output:
	// anything to send: true
	// changes: 1
	// bytes: true
}

// A change that writes a field which the schema lacks is refused, and the error names the field.
func ExamplePolicy_Check() {
	set := crdt.NewOpSet()
	change := &crdt.Change{Actor: "an actor", Seq: 1, StartOp: 1, Ops: []crdt.Op{{
		ID: crdt.OpID{Counter: 1, Actor: "an actor"}, Key: "color", Action: crdt.ActionSet,
		Value: crdt.Value{Type: crdt.ValueString, Bytes: "red"},
	}}}
	_, err := crdt.Policy{Type: crm.TypeNamed("lead")}.Check(set, change)
	fmt.Println(err)
	// Output: invalid /color: there is no such field
}
