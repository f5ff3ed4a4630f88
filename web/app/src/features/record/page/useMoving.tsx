import { Button, Modal, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { reasonFor, type Step } from "../../../trade/moves";
import { useRecord } from "./OpenRecord";
import { useMove } from "./useMove";

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

/** Why a record gets a status that people have to explain. */
function AskReason({ step, onClose }: { step: Step; onClose: () => void }) {
  const { type } = useRecord();
  const move = useMove();
  const [why, setWhy] = useState("");
  const field = reasonFor(type, step.value);
  return (
    <Modal opened onClose={onClose} title={`Move to ${step.label}`} closeButtonProps={{ "aria-label": "Close" }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          move(step.value, why);
          onClose();
        }}
      >
        <TextInput
          data-autofocus
          label={field?.label}
          value={why}
          maxLength={400}
          onChange={(event) => setWhy(event.currentTarget.value)}
        />
        <Button type="submit" mt="md">
          Move to {step.label}
        </Button>
      </form>
    </Modal>
  );
}
