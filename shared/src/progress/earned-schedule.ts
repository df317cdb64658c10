/**
 * Earned schedule: earned value told in time. SPI = EV ∕ PV returns to 1 when a late program ends;
 * SPI(t) does not, so it leads.
 *
 *   C = whole periods with EV ≥ PV · ES = C + (EV − PV_C) ∕ (PV_{C+1} − PV_C) · SPI(t) = ES ∕ AT
 *   SV(t) = ES − AT · forecast duration = planned duration ∕ SPI(t)
 *
 * Unit: periods of the plan (weeks, or days); SPI(t) has none. Source: Lipke, "Schedule is Different",
 * The Measurable News, 2003.
 */
import type { Finding } from './finding.ts'

export interface EarnedSchedule {
  /** ES, in periods, at most the planned duration. */
  readonly earnedPeriods: number
  /** SV(t), in periods; negative = behind. */
  readonly variancePeriods: number
  /** SPI(t); null before the first period has passed. */
  readonly index: number | null
  /** Periods from the start to the end at this pace; null where nothing is earned. */
  readonly forecastPeriods: number | null
  readonly finding: Finding
}

/**
 * @param planned PV at the end of each period, cumulative, from the first period with planned work on.
 * @param earned EV now, in the unit of `planned`.
 * @param elapsedPeriods AT, periods since the start; may be a fraction.
 */
export function earnedSchedule(
  planned: readonly number[],
  earned: number,
  elapsedPeriods: number,
): EarnedSchedule {
  const whole = wholePeriods(planned, earned)
  const before = whole > 0 ? planned[whole - 1] : 0
  const isAll = whole === planned.length
  const earnedPeriods = isAll ? whole : whole + (earned - before) / (planned[whole] - before)
  const index = elapsedPeriods > 0 ? earnedPeriods / elapsedPeriods : null
  return {
    earnedPeriods,
    variancePeriods: earnedPeriods - elapsedPeriods,
    index,
    forecastPeriods: index ? planned.length / index : null,
    finding: index === null ? { kind: 'nothing' } : { kind: 'scheduleIndex', index },
  }
}

/** The number of leading periods whose planned value is earned. */
function wholePeriods(planned: readonly number[], earned: number): number {
  const firstMissed = planned.findIndex((value) => value > earned)
  return firstMissed < 0 ? planned.length : firstMissed
}
