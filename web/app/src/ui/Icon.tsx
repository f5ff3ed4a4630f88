import type { ComponentType } from "react";

/** What an icon of Tabler is to the parts that draw it. */
export type IconType = ComponentType<{ size?: number; stroke?: number; "aria-hidden"?: boolean; className?: string }>;

const sizes = { inline: 14, row: 16, large: 20, phone: 24 }; // pixels

type Props = { of: IconType; size?: keyof typeof sizes; className?: string };

/** A Tabler icon in one of the four sizes. It decorates: the words beside it, or the button's label, say it. */
export function Icon({ of: Drawing, size = "row", className }: Props) {
  return <Drawing size={sizes[size]} stroke={1.75} aria-hidden className={className ? `icon ${className}` : "icon"} />;
}
