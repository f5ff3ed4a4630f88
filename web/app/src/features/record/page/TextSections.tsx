import { useSession } from "@roomkey/client/react";
import { Section } from "../../../ui/Section";
import { TextEditor } from "../../../ui/text/TextEditor";
import { layoutOf } from "../layout/layouts";
import { useRecord } from "./OpenRecord";

/** The collaborative texts of the record, each a section: letters merge, and everybody sees where the others are. */
export function TextSections({ first = false }: { first?: boolean }) {
  const { type, shared, id, readOnly } = useRecord();
  const { client } = useSession();
  const { texts, firstText } = layoutOf(type.name);
  const shown = texts.filter((name) => (name === firstText) === first);
  return shown.map((name) => {
    const field = type.fields.find((candidate) => candidate.name === name);
    if (!field) return null;
    return (
      <Section key={name} title={field.label}>
        <TextEditor
          label={field.label}
          labelHidden
          handle={shared.handle}
          field={name}
          record={id}
          readOnly={readOnly}
          placeholder={readOnly ? undefined : "Write here"}
          onEditing={(editing) => client.presence.edit(editing ? { record: id, field: `/${name}` } : undefined)}
        />
      </Section>
    );
  });
}
