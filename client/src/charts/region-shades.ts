import { HATCH_BELOW } from '@changeover/shared/progress'
import { withOpacity, type Palette } from './palette.ts'

/** What a map shows: how much is done, how late it is, or how sure it is that the target is made. */
export const MAP_LAYERS = ['share', 'late', 'chance'] as const
export type MapLayer = (typeof MAP_LAYERS)[number]

export interface AreaProgress {
  scope: number
  done: number
  daysLate: number | null
  /** Of the target, 0 to 1; null where none was forecast. */
  chance?: number | null
}

/** Five steps of a hue from little done to nearly all; late ones by the colour of their state. */
const SHARE_STEPS = [0.12, 0.3, 0.5, 0.75, 1]
/** Up to a week is a risk, beyond it late: as milestones say it. */
const RISK_DAYS = 7
const VERY_LATE_DAYS = 28
/** From four in five it is a promise one can keep; under one in two it is more likely missed. */
const SURE = 0.8
const EVEN = 0.5
const HOPELESS = 0.1

/** The colour of an area; null where nothing is in scope, or nothing can be told. */
export function colourOf(
  area: AreaProgress | undefined,
  layer: MapLayer,
  hue: string,
  palette: Palette,
): string | null {
  if (!area || area.scope === 0) return null
  if (layer === 'share') {
    const step = Math.floor((area.done / area.scope) * SHARE_STEPS.length)
    return withOpacity(hue, SHARE_STEPS[Math.min(SHARE_STEPS.length - 1, Math.max(0, step))])
  }
  if (layer === 'chance') return chanceColour(area.chance ?? null, palette)
  const { daysLate } = area
  if (daysLate === null) return withOpacity(palette.muted, 0.2)
  if (daysLate <= 0) return withOpacity(palette.onPlan, 0.6)
  if (daysLate <= RISK_DAYS) return withOpacity(palette.atRisk, 0.6)
  return withOpacity(palette.late, daysLate <= VERY_LATE_DAYS ? 0.55 : 1)
}

function chanceColour(chance: number | null, palette: Palette): string {
  if (chance === null) return withOpacity(palette.muted, 0.2)
  if (chance >= SURE) return withOpacity(palette.onPlan, 0.6)
  if (chance >= EVEN) return withOpacity(palette.atRisk, 0.6)
  return withOpacity(palette.late, chance >= HOPELESS ? 0.55 : 1)
}

export function isFew(area: AreaProgress | undefined): boolean {
  return area !== undefined && area.scope > 0 && area.scope < HATCH_BELOW
}
