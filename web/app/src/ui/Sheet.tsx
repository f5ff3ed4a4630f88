import { Drawer } from "@mantine/core";
import type { ReactNode } from "react";
import styles from "./Sheet.module.css";

type Props = { opened: boolean; onClose: () => void; title: string; children: ReactNode };

/** A sheet that comes up from a phone's lower edge, for filters, choices and whatever has no room on the page. */
export function Sheet({ opened, onClose, title, children }: Props) {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="bottom"
      title={title}
      closeButtonProps={{ "aria-label": "Close", iconSize: 24 }}
      attributes={{ header: { role: "presentation" } }} // the page's banner, where there is one, is the only one
      classNames={{ content: styles.content, header: styles.header, body: styles.body }}
    >
      {children}
    </Drawer>
  );
}
