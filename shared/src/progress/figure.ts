/**
 * A figure: a number that a screen shows, told so that the rows behind it can be listed. Charts draw
 * sums; a figure names one of them, and the rows of a figure add up to it exactly. It stands in a page's
 * address, so its parts are flat: texts and days. Program, regions and as-of come beside it.
 */
import { z } from 'zod'
import { IdSchema } from '../commands/index.ts'
import { OrderStateSchema } from '../orders/index.ts'
import { ChargeSchema } from '../program/index.ts'
import { DaySchema } from '../time/index.ts'
import { FIRST_VISIT_FAILURES } from './first-visit.ts'

/** From the first to the last day, both included; without a first day, from the beginning. */
const period = { from: DaySchema.optional(), to: DaySchema.optional() }
const charge = { charge: ChargeSchema }
/** A hundred years: nothing is older, and the day so long ago still is one. */
const DaysOldSchema = z.coerce.number().int().min(0).max(36_500)
/** Days of age, both included; without `toDays`, and older. */
const age = {
  fromDays: DaysOldSchema.optional(),
  toDays: DaysOldSchema.optional(),
}

/** What a connector has to have reached to count as live. */
export const LIVE_RUNGS = ['energised', 'first_session', 'publicly_listed'] as const
export const LiveRungSchema = z.enum(LIVE_RUNGS)
export type LiveRung = z.infer<typeof LiveRungSchema>

/** How an order differs between two days. */
export const CHANGES = ['added', 'moved', 'dropped', 'done'] as const
export type Change = (typeof CHANGES)[number]

/** What a comparison begins with: all that was recorded on a day or later, or after a baseline. */
export const SinceSchema = z.object({
  since: DaySchema.optional(),
  baselineId: IdSchema('Baseline').optional(),
})
export type Since = z.infer<typeof SinceSchema>

export const FigureSchema = z.discriminatedUnion('figure', [
  /** Ports fitted in a period. */
  z.object({ figure: z.literal('done'), ...charge, ...period }),
  /** Ports in scope. */
  z.object({ figure: z.literal('scope'), ...charge }),
  /** Orders that are in a state; `done` includes verified ones. Without a charge, all. */
  z.object({
    figure: z.literal('orders'),
    charge: ChargeSchema.optional(),
    state: OrderStateSchema.optional(),
    on: DaySchema.optional(),
  }),
  /** Port-days lost, of one reason or of all. */
  z.object({ figure: z.literal('blockedDays'), reason: z.string().optional(), ...period }),
  /** Ports that are blocked now. */
  z.object({ figure: z.literal('blockedPorts'), reason: z.string().optional() }),
  /** Open orders by how long they have been in their state. */
  z.object({ figure: z.literal('ageing'), ...charge, state: OrderStateSchema.optional(), ...age }),
  /** First visits by how they ended. */
  z.object({
    figure: z.literal('firstVisits'),
    ...charge,
    outcome: z.enum(['done', ...FIRST_VISIT_FAILURES]).optional(),
    ...period,
  }),
  /** Connectors that were fitted and are not live, by age. */
  z.object({ figure: z.literal('notLive'), rung: LiveRungSchema, ...age }),
  /** Connectors of a standard that stand at the end of a day. */
  z.object({ figure: z.literal('connectors'), standard: z.string(), on: DaySchema.optional() }),
  /** Connectors of a standard that our orders took away. */
  z.object({ figure: z.literal('removed'), standard: z.string(), ...period }),
  /** Ports or sites of the network, or those of them with NACS. */
  z.object({
    figure: z.literal('coverage'),
    charge: z.enum(['AC', 'DC']),
    what: z.enum(['ports', 'portsWithNacs', 'sites', 'sitesWithNacs']),
  }),
  /** Home kits by a step that fell into a period. */
  z.object({
    figure: z.literal('homeKits'),
    step: z.enum(['ordered', 'shipped', 'installed']),
    ...period,
  }),
  /** What makes a kit type's balance at the end of a day: in hand, promised, needed. */
  z.object({ figure: z.literal('kits'), kitType: z.string(), on: DaySchema.optional() }),
  /** Orders that differ between then and now. */
  SinceSchema.extend({
    figure: z.literal('changes'),
    milestoneId: IdSchema('Milestone').optional(),
    change: z.enum(CHANGES),
  }),
  /** What was recorded in a period that can have moved a forecast. */
  z.object({
    figure: z.literal('causes'),
    group: z.enum(['scope', 'crews', 'throughput', 'kits', 'access', 'gate']),
    ...period,
  }),
])
export type Figure = z.infer<typeof FigureSchema>

/** What the rows of a figure are counted in. */
export type FigureUnit =
  | 'ports'
  | 'orders'
  | 'portDays'
  | 'visits'
  | 'connectors'
  | 'sites'
  | 'kits'
  | 'events'

export function unitOf(figure: Figure): FigureUnit {
  switch (figure.figure) {
    case 'done':
    case 'scope':
    case 'blockedPorts':
      return 'ports'
    case 'orders':
    case 'ageing':
    case 'changes':
      return 'orders'
    case 'blockedDays':
      return 'portDays'
    case 'firstVisits':
      return 'visits'
    case 'notLive':
    case 'connectors':
    case 'removed':
      return 'connectors'
    case 'coverage':
      return figure.what.startsWith('ports') ? 'ports' : 'sites'
    case 'homeKits':
    case 'kits':
      return 'kits'
    case 'causes':
      return 'events'
  }
}
