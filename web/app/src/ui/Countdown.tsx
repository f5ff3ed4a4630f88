import { serverNow } from "@roomkey/client";
import { IconClock } from "@tabler/icons-react";
import { timeLeft } from "./countdown";
import { Tag } from "./Pill";
import { useNow } from "./useNow";

type Props = { until: number }; // milliseconds since 1970, by the clock that useNow reads

/** The time that is left, counted down while it is shown: by the second in the last five minutes. */
export function Countdown({ until }: Props) {
  const seconds = until - serverNow() < 6 * 60_000;
  const { words, tone } = timeLeft(until, useNow(seconds ? 1_000 : 30_000));
  return (
    <Tag tone={tone} icon={IconClock}>
      <time dateTime={new Date(until).toISOString()}>{words}</time>
    </Tag>
  );
}
