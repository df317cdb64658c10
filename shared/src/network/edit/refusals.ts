/**
 * Why a record keeps its value although somebody wants to set another.
 *
 * Invariants: progress stays countable (what orders are counted by does not change under them); a
 * station that its source calls funded, and a port that is, keep what their CCS1 hangs on; a port
 * has only plugs that its level can carry; a site stands where its region is. Changed by whoever
 * makes a field editable or a rule of the ledger stricter.
 */
import { pointOf, pointProblems, problemOfPoint } from '../record/point.ts'
import { regionByCode } from '../regions.ts'
import { fitsLevel, LevelSchema, type Standard } from '../standards.ts'
import type { FieldName, FieldValue } from './fields.ts'

export const editRefusals = [
  'HAS_ORDERS',
  'FUNDED_BY_SOURCE',
  'FUNDED_IS_DC',
  'PLUG_DOES_NOT_FIT',
  'COORDINATES_MISSING',
  ...pointProblems,
] as const
export type EditRefusal = (typeof editRefusals)[number]

/** What is known of a record before it is edited. */
export interface EditSubject {
  /** Work orders that are not cancelled. */
  readonly hasOrders: boolean
  /** The source itself says that the station is federally funded. */
  readonly isFundedBySource: boolean
  /** The region of the site, as it will be after the edit. */
  readonly region: string
  /** Of a port: what it is now and which plugs stand on it. */
  readonly port: {
    readonly level: string | null
    readonly isFunded: boolean
    readonly standards: readonly Standard[]
  } | null
}

/** Whether a record may get the value; null when it may. */
export function refusalOf(
  field: FieldName,
  value: FieldValue,
  subject: EditSubject,
): EditRefusal | null {
  switch (field) {
    case 'region':
    case 'kitFamily':
      // Progress is counted by both, so they stay once there are orders.
      return subject.hasOrders ? 'HAS_ORDERS' : null
    case 'isFunded':
      // The mark is what keeps the CCS1 of its ports.
      return value !== true && subject.isFundedBySource ? 'FUNDED_BY_SOURCE' : null
    case 'coordinates':
      return refusalOfPoint(value, subject.region)
    case 'level':
      return refusalOfLevel(value, subject)
    default:
      return null
  }
}

function refusalOfPoint(value: FieldValue, region: string): EditRefusal | null {
  const point = typeof value === 'string' ? pointOf(value) : null
  return point === null ? 'COORDINATES_MISSING' : problemOfPoint(regionByCode(region), point)
}

/**
 * Orders are planned and counted by level. A funded DC port stays one: its CCS1 may not go, and no
 * other level carries it. A level that is taken away again says nothing that could be wrong.
 */
function refusalOfLevel(value: FieldValue, { hasOrders, port }: EditSubject): EditRefusal | null {
  if (hasOrders) return 'HAS_ORDERS'
  if (port?.isFunded && port.level === 'DC') return 'FUNDED_IS_DC'
  const level = LevelSchema.safeParse(value)
  const fits = (standard: Standard) => !level.success || fitsLevel(standard, level.data)
  return port?.standards.every(fits) === false ? 'PLUG_DOES_NOT_FIT' : null
}
