import {
  IconCalendarDue,
  IconCalendarX,
  IconCash,
  IconCoin,
  IconFileText,
  IconHomeMove,
  IconHomeSearch,
  IconKey,
  IconListCheck,
  IconScale,
  IconShieldCheck,
  IconUsersGroup,
  IconWalk,
} from "@tabler/icons-react";
import type { DeadlineKind } from "../trade/deadlines";
import type { IconType } from "./Icon";

/** The icon of each kind of deadline, the same in lists, in the calendar and on a record. */
export const deadlineIcons: Readonly<Record<DeadlineKind, IconType>> = {
  deposit: IconCoin,
  investigation: IconHomeSearch,
  appraisal: IconScale,
  loan: IconCash,
  title: IconFileText,
  HOA: IconUsersGroup,
  saleOfBuyerProperty: IconHomeMove,
  insurance: IconShieldCheck,
  contingency: IconCalendarDue,
  walkThrough: IconWalk,
  checklist: IconListCheck,
  close: IconKey,
  possession: IconKey,
  expiration: IconCalendarX,
  preapproval: IconCalendarX,
};
