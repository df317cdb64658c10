import type { ErrorCode, Id } from '@changeover/shared/commands'
import type {
  AnswerSchema,
  Closing,
  Difference,
  EvidenceSchema,
  OrderDetail,
  ReachRung,
} from '@changeover/shared/orders'
import type { Instant } from '@changeover/shared/time'
import type { z } from 'zod'

type OrderId = Id<'WorkOrder'>

/**
 * What a crew can do to an order. `data` is written exactly as the server reads it (trimmed, defaults
 * filled in), because both sides hash it.
 */
export type CrewCommand =
  | {
      name: 'orders.travel' | 'orders.arrive' | 'orders.start' | 'orders.unblock'
      data: { orderId: OrderId }
    }
  | { name: 'orders.block'; data: { orderId: OrderId; reason: string } }
  | { name: 'orders.answer'; data: z.output<typeof AnswerSchema> }
  | { name: 'orders.addEvidence'; data: z.output<typeof EvidenceSchema> }
  | { name: 'orders.close'; data: Closing }
  | { name: 'rungs.reach'; data: Extract<ReachRung, { orderId: unknown }> }
  | {
      name: 'orders.different'
      data: Difference
      /** What the order goes on with on this phone; not sent. Null where it goes back to planning. */
      follows: { kit: OrderDetail['kits'][number]; checklist: OrderDetail['checklist'] } | null
    }

export type EvidenceKind = z.output<typeof EvidenceSchema>['kind']

/** Why the server did not take something, in the words of the closed list, or of the phone's own. */
export interface Refusal {
  code: ErrorCode | 'RECEIPT_DIFFERS' | 'DAMAGED'
  details: Record<string, unknown>
  at: Instant
}

/** A command on its way. It leaves the phone's memory only against a receipt whose hash was compared. */
export type QueuedCommand = CrewCommand & {
  commandId: Id<'Command'>
  /** Orders the commands of this device; never used twice. */
  sequence: number
  /** Whoever was signed in when it was made; nobody else's session sends it. */
  personId: Id<'Person'>
  occurredAt: Instant
  /** False while the phone's clock had not yet been compared with the server's. */
  isClockChecked: boolean
  /** The request's text. Set before the first sending, never changed afterwards. */
  body: string | null
  state: 'waiting' | 'refused'
  refusal: Refusal | null
}

/** A photo on its way, apart from the command that names it: photos never hold a closing up. */
export interface QueuedPhoto {
  sha256: string
  orderId: OrderId
  personId: Id<'Person'>
  kind: EvidenceKind
  takenAt: Instant
  type: string
  /** The bytes lie in a store of their own, so that a list of photos stays small in memory. */
  byteLength: number
  state: 'waiting' | 'refused'
  refusal: Refusal | null
}

/** The proof that something is safe on the server; kept a while so that the crew can look. */
export interface KeptReceipt {
  /** The command's id, or the photo's hash. */
  key: string
  what: CrewCommand['name'] | 'photo'
  orderId: OrderId
  hash: string
  /**
   * `not-needed`: a colleague had already brought the order that far; nothing was left to record.
   * `late`: the order was cancelled or given to others meanwhile; the office has it as a report.
   */
  outcome: 'safe' | 'not-needed' | 'late'
  occurredAt: Instant
  recordedAt: Instant
}
