import {
  IconCalendarEvent,
  IconHome,
  IconHomeHeart,
  IconHomeSearch,
  IconPhone,
  IconPresentation,
  IconScale,
  IconSignature,
  IconVideo,
} from "@tabler/icons-react";
import type { IconType } from "../../../ui/Icon";

const icons: Record<string, IconType> = {
  showing: IconHome,
  open_house: IconHomeHeart,
  listing_presentation: IconPresentation,
  buyer_consult: IconVideo,
  inspection: IconHomeSearch,
  appraisal: IconScale,
  signing: IconSignature,
  call: IconPhone,
};

/** The icon of an appointment's kind. */
export function kindIcon(kind: string): IconType {
  return icons[kind] ?? IconCalendarEvent;
}
