import type { Actor } from '@changeover/shared/accounts'
import type { OrderDetail } from '@changeover/shared/orders'
import type { Id } from '@changeover/shared/commands'
import type { Day, Instant } from '@changeover/shared/time'
import type { FieldDatabase } from './database.ts'

/** A kit type of the programs, as far as a crew needs it. */
export interface KnownKit {
  id: Id<'KitType'>
  code: string
  name: string
  family: string
  level: string
  addsStandard: string
  removesStandard: string | null
  side: 'left' | 'right' | null
  durationMinutes: number
  /** Which checklist goes with it. */
  checklistCode?: string
}

export type KnownChecklist = NonNullable<OrderDetail['checklist']>

/** What was last fetched, for whom, and when: the screen says how old it is. */
export interface Held {
  at: Instant
  from: Day
  to: Day
  personId: Id<'Person'>
  crew: { id: Id<'Crew'>; name: string } | null
  /** In route order. */
  orderIds: Id<'WorkOrder'>[]
  kits: KnownKit[]
  /** The newest of each code; what an app before this one fetched has none. */
  checklists?: KnownChecklist[]
  /** Whether photos keep where they were taken. */
  keepsPhotoPosition?: boolean
}

/** Single values that the phone remembers. */
interface Memory {
  actor: Actor
  /** Somebody signed out, and the server may not know yet. */
  isLeaving: boolean
  held: Held
  sequence: number
  /** The device's name in the history. */
  device: string
  /** What the crew said of the kits on the van that day. */
  van: { day: Day; kits: Record<string, 'have' | 'missing'> }
  /** How many things the server kept as late reports since the crew last looked. */
  lateReports: number
  /** The order that was open when the app was last seen. */
  lastOrder: { orderId: Id<'WorkOrder'> | null; at: number }
}

export async function recall<Key extends keyof Memory>(
  db: FieldDatabase,
  key: Key,
): Promise<Memory[Key] | undefined> {
  // Only `remember` writes here, with the type that belongs to the key.
  return (await db.get('meta', key)) as Memory[Key] | undefined
}

export async function remember<Key extends keyof Memory>(
  db: FieldDatabase,
  key: Key,
  value: Memory[Key],
): Promise<void> {
  await db.put('meta', value, key)
}
