import { addWeeks } from '../../time/index.ts'
import type { Crew, Depot, PlanningProblem, Shift } from '../problem.ts'
import { compare } from '../tactical/crews.ts'
import type { ScenarioPatch } from './patch.ts'

/** What a patch can change of a problem. */
type Inputs = Pick<PlanningProblem, 'crews' | 'sites' | 'depots' | 'milestones' | 'startOn'>

/**
 * The inputs as a scenario has them. `regionOf` names a site's region. New crews are named after the
 * one that they are like, so that the same patch gives the same plan.
 */
export function applyPatch<Problem extends Inputs>(
  problem: Problem,
  patch: ScenarioPatch,
  regionOf: (siteId: string) => string | undefined,
): Problem {
  const gates = new Map<string, Problem['startOn']>(
    patch.gates.map(({ milestoneId, gateOn }) => [milestoneId, gateOn]),
  )
  const territories = new Map(patch.regions.map(({ region, territoryId }) => [region, territoryId]))
  return {
    ...problem,
    crews: withOvertime(withCrews(problem.crews, patch), patch),
    depots: problem.depots.map((depot) => withDelays(depot, problem, patch)),
    milestones: problem.milestones.map((milestone) => ({
      ...milestone,
      gateOn: gates.get(milestone.id) ?? milestone.gateOn,
    })),
    sites: problem.sites.map((site) => ({
      ...site,
      territoryId: territories.get(regionOf(site.id) ?? '') ?? site.territoryId,
    })),
  }
}

/** Whether a crew's id is one that a scenario made up. */
export function isImaginedCrew(crewId: string): boolean {
  return crewId.includes('+')
}

function withCrews(crews: readonly Crew[], patch: ScenarioPatch): readonly Crew[] {
  let all = crews
  for (const { territoryId, count } of patch.crews) {
    const own = all
      .filter((crew) => crew.territoryId === territoryId)
      .toSorted((a, b) => b.skills.length - a.skills.length || compare(a.id, b.id))
    if (own.length === 0) continue
    if (count < 0) {
      const gone = new Set(own.slice(count).map(({ id }) => id))
      all = all.filter(({ id }) => !gone.has(id))
      continue
    }
    const [model] = own
    const added = Array.from({ length: count }, (_unused, index) => ({
      ...model,
      id: `${model.id}+${index + 1}`,
      daysOff: [],
    }))
    all = [...all, ...added]
  }
  return all
}

function withOvertime(crews: readonly Crew[], { overtime }: ScenarioPatch): readonly Crew[] {
  if (overtime.length === 0) return crews
  return crews.map((crew) => {
    const minutes = overtime
      .filter(({ territoryId }) => territoryId === null || territoryId === crew.territoryId)
      .reduce((sum, one) => sum + one.minutes, 0)
    return minutes === 0
      ? crew
      : { ...crew, shifts: crew.shifts.map((one) => longer(one, minutes)) }
  })
}

function longer(shift: Shift, minutes: number): Shift {
  const endMinute = Math.min(1440, shift.endMinute + minutes)
  const overtimeMinutes = (shift.overtimeMinutes ?? 0) + endMinute - shift.endMinute
  return { ...shift, endMinute, overtimeMinutes }
}

/** Stock on hand cannot come later: it is the receipt on the first day. */
function withDelays(depot: Depot, { startOn }: Inputs, { kitDelays }: ScenarioPatch): Depot {
  const delays = kitDelays.filter(({ depotId }) => depotId === null || depotId === depot.id)
  if (delays.length === 0) return depot
  return {
    ...depot,
    receipts: depot.receipts.map((receipt) => {
      if (receipt.on <= startOn) return receipt
      const weeks = delays
        .filter(({ kitTypeId }) => kitTypeId === null || kitTypeId === receipt.kitId)
        .reduce((sum, delay) => sum + delay.weeks, 0)
      return weeks === 0 ? receipt : { ...receipt, on: addWeeks(receipt.on, weeks) }
    }),
  }
}
