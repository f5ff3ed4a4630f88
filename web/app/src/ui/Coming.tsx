import type { ReactNode } from "react";
import { ErrorState } from "./ErrorState";
import { SkeletonRows } from "./SkeletonRows";
import type { Why } from "./why";

type Props = {
  title: string; // "The report could not be fetched"
  why: Why | undefined; // why nothing came; undefined while it is on its way
  rows?: number;
  children?: ReactNode; // beside the reason
  onRetry: () => void;
};

/** Stands where an answer is not there yet: it is on its way, or why it does not come. */
export function Coming({ title, why, rows, children, onRetry }: Props) {
  if (why === undefined) return <SkeletonRows rows={rows} />;
  return (
    <ErrorState title={title} why={why} onRetry={onRetry}>
      {children}
    </ErrorState>
  );
}
