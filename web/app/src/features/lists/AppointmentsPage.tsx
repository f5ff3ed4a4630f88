import { Button } from "@mantine/core";
import { IconCalendar } from "@tabler/icons-react";
import type { ComponentProps } from "react";
import { Icon } from "../../ui/Icon";
import { CalendarPage } from "./calendar/CalendarPage";
import { ListPage } from "./ListPage";

type Props = ComponentProps<typeof ListPage> & Pick<ComponentProps<typeof CalendarPage>, "onCreate">;

/** The appointments: as a calendar, unless the address asks for the table. */
export function AppointmentsPage({ onCreate, ...props }: Props) {
  const { search, onSearch, actions } = props;
  const asTable = search.show === "table" || (search.show === undefined && isOfTable(search));
  if (!asTable) return <CalendarPage {...props} onCreate={onCreate} />;
  return (
    <ListPage
      {...props}
      actions={
        <>
          <Button
            size="xs"
            variant="default"
            leftSection={<Icon of={IconCalendar} />}
            onClick={() => onSearch({ show: "week" }, "push")}
          >
            Calendar
          </Button>
          {actions}
        </>
      }
    />
  );
}

/** Whether an address says what only a table shows: links to views and filters need not name the table. */
function isOfTable({ q, view, filter, sort, group, columns, peek }: Props["search"]): boolean {
  return [q, view, filter, sort, group, columns, peek].some((part) => part !== undefined);
}
