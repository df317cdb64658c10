import type { OrderDetail } from '@changeover/shared/orders'
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { KeptReceipt, QueuedCommand, QueuedPhoto } from './commands.ts'
import type { OrderDraft } from './drafts.ts'

/** What the phone keeps. A new version adds stores or fields; it never drops what waits to be sent. */
export interface FieldSchema extends DBSchema {
  outbox: { key: string; value: QueuedCommand; indexes: { bySequence: number } }
  photos: { key: string; value: QueuedPhoto }
  /** Buffers, not Blobs: some phones lose Blobs in their database. */
  photoBytes: { key: string; value: ArrayBuffer }
  receipts: { key: string; value: KeptReceipt; indexes: { byRecordedAt: string } }
  orders: { key: string; value: OrderDetail }
  /** Small photos of the sites, by the photo's hash. */
  thumbnails: { key: string; value: ArrayBuffer }
  drafts: { key: string; value: OrderDraft }
  meta: { key: string; value: unknown }
}

export type FieldDatabase = IDBPDatabase<FieldSchema>

const VERSION = 2

/** Opens the phone's database. `onOutdated` is called when a newer app wants to change it. */
export function openFieldDatabase(
  name = 'changeover-field',
  onOutdated: () => void = () => undefined,
): Promise<FieldDatabase> {
  return openDB<FieldSchema>(name, VERSION, {
    upgrade(db, from) {
      if (from < 2) db.createObjectStore('thumbnails')
      if (from >= 1) return
      db.createObjectStore('outbox', { keyPath: 'commandId' }).createIndex('bySequence', 'sequence')
      db.createObjectStore('photos', { keyPath: 'sha256' })
      db.createObjectStore('photoBytes')
      db.createObjectStore('receipts', { keyPath: 'key' }).createIndex('byRecordedAt', 'recordedAt')
      db.createObjectStore('orders', { keyPath: 'id' })
      db.createObjectStore('drafts', { keyPath: 'orderId' })
      db.createObjectStore('meta')
    },
    blocking(_current, _wanted, event) {
      onOutdated()
      // The event's target is the open connection; letting go of it lets the newer app begin.
      ;(event.target as IDBDatabase).close()
    },
  })
}
