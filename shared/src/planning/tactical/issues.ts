import type { PlanningIssue, Unscheduled } from '../problem.ts'
import type { Board } from './board.ts'
import { compare } from './crews.ts'

/** Everything in the inputs that cannot be true or cannot be kept, item by item, sorted. */
export function issuesOf(board: Board, unscheduled: readonly Unscheduled[]): PlanningIssue[] {
  const { model, weeks } = board
  const { problem, workforce } = model
  const issues: PlanningIssue[] = [...model.issues]
  if (problem.bundles.length === 0) issues.push({ code: 'NOTHING_TO_PLAN', id: '' })
  for (const [index, { crews }] of workforce.classes.entries()) {
    const minutes = workforce.capacity.subarray(index * weeks, (index + 1) * weeks)
    for (const crew of crews) {
      const days = workforce.daysOf.get(crew.id)
      const hasShift = days?.byWeekday.some((shift) => shift !== undefined) === true
      if (!hasShift || minutes.every((value) => value === 0))
        issues.push({ code: 'CREW_HAS_NO_DAYS', id: crew.id })
    }
  }
  for (const depot of problem.depots) {
    if (!depot.receipts.some(({ quantity }) => quantity > 0))
      issues.push({ code: 'DEPOT_HAS_NO_KITS', id: depot.id })
  }
  for (const { id, gateOn, targetOn } of problem.milestones) {
    if (gateOn > targetOn) issues.push({ code: 'GATE_AFTER_TARGET', id })
  }
  const unreachable = new Set<string>()
  const bundles = new Map(model.units.map(({ bundle }) => [bundle.id, bundle]))
  for (const { bundleId, reason } of unscheduled) {
    const bundle = bundles.get(bundleId)
    if (reason.code === 'OUT_OF_TERRITORY' || reason.code === 'TOO_LONG_FOR_SHIFT')
      unreachable.add(bundle?.siteId ?? '')
    if (bundle?.pin) issues.push({ code: 'PIN_IMPOSSIBLE', id: bundleId, about: reason.code })
  }
  for (const id of unreachable) issues.push({ code: 'SITE_UNREACHABLE', id })
  return issues.toSorted(
    (a, b) =>
      compare(a.code, b.code) || compare(a.id, b.id) || compare(a.about ?? '', b.about ?? ''),
  )
}
