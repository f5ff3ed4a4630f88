import { SimpleGrid, Stack } from "@mantine/core";
import type { Field } from "@roomkey/client";
import { isForm } from "@roomkey/client";
import type { EditorProps } from "./editor";
import { FieldEditor } from "./FieldEditor";

type Props = Omit<EditorProps, "field" | "place"> & { fields: Field[] };

/** Fields of a document: two beside each other, then those that are forms themselves. */
export function Fields({ fields, ...common }: Props) {
  const draw = (field: Field) => <FieldEditor key={field.name} field={field} place={[field.name]} {...common} />;
  const forms = fields.filter(isForm);
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        {fields.filter((field) => !isForm(field)).map(draw)}
      </SimpleGrid>
      {forms.length > 0 && (
        <Stack mt="xl" gap="lg">
          {forms.map(draw)}
        </Stack>
      )}
    </>
  );
}
