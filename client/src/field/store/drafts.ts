import type { Id } from '@changeover/shared/commands'
import type { FieldDatabase } from './database.ts'

/**
 * What a crew member has begun and not yet said: saved at each touch and before the camera opens, so
 * that a killed app comes back to the same step with nothing to type twice.
 */
export interface OrderDraft {
  orderId: Id<'WorkOrder'>
  /** The step being looked at when it is not the next one. */
  step: string | null
  /** Typed and not yet given, by step. */
  typed: Record<string, string>
  /** The kit that was seen on site; an app before this one kept it here, now it is reported at once. */
  kitTypeId: Id<'KitType'> | null
  /** Ports that could not be fitted, with the reason. */
  notFitted: Record<string, string>
  /** Plugs that went beyond what the kit replaces, by port. */
  removed: Record<string, string[]>
  /** Serial number and side of the kit that went into a port. */
  kitFacts: Record<string, { serial: string; side: 'left' | 'right' | null }>
  /** Parts that go back. */
  parts: DraftPart[]
  /** A report of a blocked order that is not sent yet. */
  blocked: { reason: string; note: string; hasPhoto: boolean } | null
  /** The sheet that lies over the order. */
  sheet: 'blocked' | 'different' | null
}

/** A part that goes back to the depot, as far as it is said. */
export interface DraftPart {
  partId: Id<'OrderPart'>
  kitTypeId: Id<'KitType'> | null
  name: string
  serial: string
  isFaulty: boolean
}

export function emptyDraft(orderId: Id<'WorkOrder'>): OrderDraft {
  return {
    orderId,
    step: null,
    typed: {},
    kitTypeId: null,
    notFitted: {},
    removed: {},
    kitFacts: {},
    parts: [],
    blocked: null,
    sheet: null,
  }
}

export async function readDraft(db: FieldDatabase, orderId: Id<'WorkOrder'>): Promise<OrderDraft> {
  return { ...emptyDraft(orderId), ...(await db.get('drafts', orderId)) }
}

export async function saveDraft(db: FieldDatabase, draft: OrderDraft): Promise<void> {
  await db.put('drafts', draft)
}
