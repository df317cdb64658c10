/**
 * How a connector climbs the ladder of `Rung`: each rung has its day and where it is known from. Later
 * rungs arrive by hand, from charging sessions, from the public list, or by the API.
 */
import { z } from 'zod'
import { IdSchema } from '../commands/index.ts'
import { RungSchema, type Rung } from '../network/index.ts'
import { DaySchema } from '../time/index.ts'

/** The rungs that a connector has reached when it reaches `rung`: who charged a car is energised. */
export function impliedRungs(rung: Rung): readonly Rung[] {
  return rung === 'first_session' ? ['energised', 'first_session'] : [rung]
}

/** Of an order's fitted ports, or of connectors one by one. */
const reached = { rung: RungSchema, reachedOn: DaySchema }
export const ReachRungSchema = z.union([
  z.object({ orderId: IdSchema('WorkOrder'), ...reached }),
  z.object({ connectorIds: z.array(IdSchema('Connector')).min(1).max(1_000), ...reached }),
])
export type ReachRung = z.infer<typeof ReachRungSchema>

/** Takes back a rung that was noted by mistake. */
export const WithdrawRungSchema = z.object({
  connectorIds: z.array(IdSchema('Connector')).min(1).max(1_000),
  rung: RungSchema,
  reason: z.string().trim().min(3, { error: 'Give a reason.' }).max(500),
})

/** What is read of a Session object of OCPI 2.2.1 and 2.3.0 (chapter 9); the rest is left alone. */
export const OcpiSessionSchema = z.object({
  country_code: z.string().length(2),
  party_id: z.string().min(1).max(3),
  id: z.string().min(1).max(36),
  start_date_time: z.iso.datetime({ offset: true, local: true }),
  kwh: z.number().nonnegative(),
  location_id: z.string().min(1).max(36),
  evse_uid: z.string().min(1).max(36),
  connector_id: z.string().min(1).max(36),
  status: z.enum(['ACTIVE', 'COMPLETED', 'INVALID', 'PENDING', 'RESERVATION']),
})
export type OcpiSession = z.infer<typeof OcpiSessionSchema>

export const ImportSessionsSchema = z.object({
  sessions: z.array(OcpiSessionSchema).min(1).max(20_000),
})
