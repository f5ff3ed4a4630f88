import { Button, Modal, TextInput } from "@mantine/core";
import { show } from "@roomkey/client";
import { type ReactNode, useState } from "react";
import { reasonFor, type Step } from "../../../trade/moves";
import { useDoc, useRecord } from "./OpenRecord";
import { useMove } from "./useMove";
import { useTyped } from "./useTyped";

/** Moves the record to a status, and asks why where people say so: question is to be drawn. */
export function useMoving(): { choose: (step: Step) => void; question: ReactNode } {
  const { type } = useRecord();
  const move = useMove();
  const [asking, setAsking] = useState<Step>();
  return {
    choose: (step) => (reasonFor(type, step.value) ? setAsking(step) : move(step.value)),
    question: asking && <AskReason step={asking} onClose={() => setAsking(undefined)} />,
  };
}

/**
 * Why a record gets a status that people have to explain. What is typed is kept as a draft of the field that says so:
 * after a reload or a crash it stands there.
 */
function AskReason({ step, onClose }: { step: Step; onClose: () => void }) {
  const { type, shared } = useRecord();
  const move = useMove();
  const field = reasonFor(type, step.value);
  const base = useDoc(shared, (doc) => show(doc?.[field?.name ?? ""]));
  const [typed, setTyped] = useTyped(shared.documentId, `/${field?.name}`);
  const why = typed?.text ?? "";
  const end = () => {
    setTyped(undefined);
    onClose();
  };
  return (
    <Modal
      opened
      onClose={end}
      closeOnClickOutside={!why}
      title={`Move to ${step.label}`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          move(step.value, why);
          end();
        }}
      >
        <TextInput
          data-autofocus
          label={field?.label}
          value={why}
          maxLength={400}
          onChange={({ currentTarget: { value } }) => setTyped(value ? { text: value, base } : undefined)}
        />
        <Button type="submit" mt="md">
          Move to {step.label}
        </Button>
      </form>
    </Modal>
  );
}
