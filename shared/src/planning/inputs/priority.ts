/**
 * What an order's priority weighs in the plan's objective: 1 (urgent) to 5 (whenever), 3 is
 * ordinary and weighs 1; each step doubles or halves.
 */
export function weightOfPriority(priority: number): number {
  return 2 ** (3 - priority)
}
