import type { Visitor } from './visitor';

/** Refusals that the pages of the entrance are there to explain; the browser complains about each of them. */
const EXPLAINED = /status of 4\d\d .*\/api\/(auth|account|invitations)\//;

/** What the console has complained about, without refusals that the page explains. */
export function unexplained(visitor: Visitor): string[] {
  return visitor.takeFaults().filter((fault) => !EXPLAINED.test(fault));
}
