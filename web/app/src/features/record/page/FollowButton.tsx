import { Button } from "@mantine/core";
import { useFollow } from "@roomkey/client/react";
import { IconStar, IconStarFilled } from "@tabler/icons-react";
import { Icon } from "../../../ui/Icon";
import { useRecord } from "./OpenRecord";

/** Follows the record: the user is told of what others change in it. */
export function FollowButton() {
  const { id } = useRecord();
  const { follows, follow } = useFollow(id);
  return (
    <Button
      variant="default"
      size="xs"
      visibleFrom="sm"
      aria-pressed={follows}
      leftSection={<Icon of={follows ? IconStarFilled : IconStar} size="inline" />}
      onClick={() => follow(!follows)}
    >
      {follows ? "Following" : "Follow"}
    </Button>
  );
}
