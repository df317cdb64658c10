/** When a permit lets work begin, and how it stands. */
import { addDays, type Day } from '../../time/index.ts'

/** What is known of a site's permit; days that have not come are null. */
export interface Permit {
  readonly leadDays: number
  readonly appliedOn: Day | null
  readonly expectedOn: Day | null
  readonly grantedOn: Day | null
  readonly expiresOn: Day | null
}

/** `late`: it should have been here by now. `expiring`: within `EXPIRING_DAYS`. */
export type PermitState = 'missing' | 'applied' | 'late' | 'granted' | 'expiring' | 'expired'

/** From how many days before its end a permit is called expiring. */
export const EXPIRING_DAYS = 30

export function permitState(permit: Permit, today: Day): PermitState {
  const { grantedOn, expiresOn } = permit
  if (grantedOn !== null && grantedOn <= today) {
    if (expiresOn === null || expiresOn > addDays(today, EXPIRING_DAYS)) return 'granted'
    return expiresOn >= today ? 'expiring' : 'expired'
  }
  if (grantedOn !== null) return 'applied'
  if (permit.appliedOn === null) return 'missing'
  return promisedOn(permit, permit.appliedOn) < today ? 'late' : 'applied'
}

/**
 * The first day on which work may be planned. Granted: that day. Applied: the expected day, else the
 * day of application plus the lead time. Not applied, or expired: today plus the lead time. What
 * should be here already is not planned before tomorrow.
 */
export function permitOn(permit: Permit, today: Day): Day {
  switch (permitState(permit, today)) {
    case 'granted':
    case 'expiring':
      return permit.grantedOn ?? today
    case 'missing':
    case 'expired':
      return later(permit.expectedOn ?? today, addDays(today, permit.leadDays))
    case 'late':
      return addDays(today, 1)
    case 'applied':
      return permit.grantedOn ?? promisedOn(permit, permit.appliedOn ?? today)
  }
}

function promisedOn({ expectedOn, leadDays }: Permit, appliedOn: Day): Day {
  return expectedOn ?? addDays(appliedOn, leadDays)
}

function later(one: Day, other: Day): Day {
  return one > other ? one : other
}
