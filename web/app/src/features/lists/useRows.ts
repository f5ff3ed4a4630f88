import type { Row } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { useEffect, useState } from "react";

/** The rows of this device, told at most once a frame: a burst of changes is arranged and drawn together. */
export function useRows(): ReadonlyMap<string, Row> {
  const { client } = useSession();
  const [rows, setRows] = useState(client.rows.all.get);
  useEffect(() => {
    let frame = 0;
    const tell = () => {
      frame = 0;
      setRows(client.rows.all.get());
    };
    const stop = client.rows.all.watch(() => {
      frame ||= requestAnimationFrame(tell);
    });
    tell();
    return () => {
      stop();
      cancelAnimationFrame(frame);
    };
  }, [client]);
  return rows;
}
