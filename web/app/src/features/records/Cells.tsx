import { SimpleGrid, Stack } from "@mantine/core";
import { cellsOf, isForm } from "@roomkey/client";
import type { FormEditorProps } from "./editor";

/** Four cells fit beside each other; more go into rows of three. */
const columnsOf = (cells: number) => (cells > 4 ? 3 : cells);

/** The fields of a map, or of an entry; place is the map's. */
export function Cells({ field, place, Editor, ...common }: FormEditorProps) {
  const cells = cellsOf(field);
  const small = cells.filter((cell) => !isForm(cell));
  const columns = columnsOf(small.length);
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, xs: Math.min(columns, 2), md: columns }} spacing="sm">
        {small.map((cell) => (
          <Editor key={cell.name} {...common} field={cell} place={[...place, cell.name]} />
        ))}
      </SimpleGrid>
      {cells.filter(isForm).map((cell) => (
        <Editor key={cell.name} {...common} field={cell} place={[...place, cell.name]} />
      ))}
    </Stack>
  );
}
