import type { Day } from '@changeover/shared/time'
import type { MilestoneProgress, Outlook } from './queries.ts'

/** How a milestone stands, as one word: it decides colour and icon, never without the word. */
export type Standing = 'empty' | 'done' | 'before' | 'onPlan' | 'atRisk' | 'late'

/** Behind by more than this is late; less is a risk that a good week mends. */
const RISK_DAYS = 7

export function standingOf(
  milestone: Pick<MilestoneProgress, 'scope' | 'remaining' | 'gateOn' | 'daysLate'>,
  asOf: Day,
): Standing {
  if (milestone.scope === 0) return 'empty'
  if (milestone.remaining === 0) return 'done'
  if (asOf < milestone.gateOn) return 'before'
  const late = milestone.daysLate ?? 0
  return late <= 0 ? 'onPlan' : late <= RISK_DAYS ? 'atRisk' : 'late'
}

/** The milestone that the page's first sentence is about: the one in most trouble. */
export function mostPressing(
  milestones: readonly MilestoneProgress[],
  asOf: Day,
): MilestoneProgress | null {
  const rank = (milestone: MilestoneProgress) => {
    const standing = standingOf(milestone, asOf)
    const chance = milestone.forecast?.chanceOfTarget
    if (standing === 'empty') return -1_000
    if (standing === 'done') return -500
    // Home kits are told last: nobody of ours installs them.
    const weight = milestone.charge === 'HOME' ? -100 : 0
    if (chance !== null && chance !== undefined) return weight + 200 * (1 - chance)
    return weight + Math.max(-50, Math.min(200, milestone.daysLate ?? -60))
  }
  return milestones.toSorted((left, right) => rank(right) - rank(left))[0] ?? null
}

export const standingClass: Record<Standing, string> = {
  empty: 'text-muted',
  done: 'text-on-plan',
  before: 'text-muted',
  onPlan: 'text-on-plan',
  atRisk: 'text-at-risk',
  late: 'text-late',
}

export const standingIcon: Record<Standing, string> = {
  empty: 'i-lucide-circle-dashed',
  done: 'i-lucide-circle-check-big',
  before: 'i-lucide-lock',
  onPlan: 'i-lucide-circle-check',
  atRisk: 'i-lucide-triangle-alert',
  late: 'i-lucide-circle-alert',
}

/**
 * What is forecast of what a page shows: of the whole milestone, or of the one region that was asked for.
 * Several regions have no common chance on record.
 */
export function shownForecast(outlook: Outlook | null) {
  if (!outlook) return null
  const { whole, regions } = outlook
  if (whole) return { region: null, percent: whole.percent, p50On: whole.p50On }
  if (regions.length !== 1) return null
  const [{ region, hitProbability, finish }] = regions
  return { region, percent: Math.round(100 * hitProbability), p50On: finish.p50 }
}

/** A milestone with the forecast of the one region that was asked for, where it has none of its own. */
export function withForecast(
  milestone: MilestoneProgress,
  outlook: Outlook | null,
): MilestoneProgress {
  if (milestone.forecast || outlook?.regions.length !== 1) return milestone
  const [{ finish, hitProbability }] = outlook.regions
  const forecast = {
    reportedOn: outlook.reportedOn,
    p10On: finish.p10,
    p50On: finish.p50,
    p80On: finish.p80,
    p90On: finish.p90,
    chanceOfTarget: hitProbability,
  }
  return { ...milestone, forecast }
}
