/**
 * The outbox: what the crew did and the server has not yet confirmed. Invariants: a command and its
 * photo are kept before the screen says so; sequence numbers are given once, also with two tabs; a
 * command's text is frozen before it is first sent; nothing leaves but against a compared receipt
 * (`settle`) or by the crew's own hand after a refusal (`putAway`). Changed with its tests and
 * `tests/faults`.
 */
import { newId, type Id } from '@changeover/shared/commands'
import type { Instant } from '@changeover/shared/time'
import { applyCommand } from '../order/apply-command.ts'
import type { CrewCommand, KeptReceipt, QueuedCommand, QueuedPhoto, Refusal } from './commands.ts'
import { isWholeCommand, isWholePhoto } from './damage.ts'
import type { FieldDatabase } from './database.ts'

const RECEIPTS_KEPT = 300

/** Who does something, and when by the device's word. */
export interface Moment {
  personId: Id<'Person'>
  occurredAt: Instant
  isClockChecked: boolean
}

/** A photo as the camera gave it. */
export type TakenPhoto = Pick<QueuedPhoto, 'sha256' | 'kind' | 'type' | 'orderId'> & {
  bytes: ArrayBuffer
}

/**
 * Keeps commands, and the photo that one of them names, in one transaction: all or nothing.
 * @throws DOMException `QuotaExceededError` when the phone is full; nothing is kept then.
 */
export async function enqueue(
  db: FieldDatabase,
  commands: readonly CrewCommand[],
  moment: Moment,
  photo?: TakenPhoto,
): Promise<QueuedCommand[]> {
  const tx = db.transaction(['outbox', 'photos', 'photoBytes', 'meta'], 'readwrite', {
    durability: 'strict',
  })
  try {
    // Written only here, always as a number.
    const last = ((await tx.objectStore('meta').get('sequence')) as number | undefined) ?? 0
    const queued = commands.map((command, index): QueuedCommand => ({
      ...command,
      ...moment,
      commandId: newId<'Command'>(),
      sequence: last + 1 + index,
      body: null,
      state: 'waiting',
      refusal: null,
    }))
    for (const command of queued) await tx.objectStore('outbox').add(command)
    await tx.objectStore('meta').put(last + queued.length, 'sequence')
    if (photo) {
      const { bytes, ...about } = photo
      const { personId, occurredAt: takenAt } = moment
      await tx.objectStore('photoBytes').put(bytes, photo.sha256)
      await tx.objectStore('photos').put({
        ...about,
        byteLength: bytes.byteLength,
        personId,
        takenAt,
        state: 'waiting',
        refusal: null,
      })
    }
    await tx.done
    return queued
  } catch (error) {
    // Nothing of it is kept, whichever write failed; a failed commit has done this itself.
    tx.done.catch(() => undefined)
    if (tx.error === null) tx.abort()
    throw error
  }
}

/** All commands that wait, in the order in which they were done; broken ones are apart (`listDamaged`). */
export async function listOutbox(db: FieldDatabase): Promise<QueuedCommand[]> {
  return (await db.getAllFromIndex('outbox', 'bySequence')).filter(isWholeCommand)
}

/** All photos that wait, without their bytes. */
export async function listPhotos(db: FieldDatabase): Promise<QueuedPhoto[]> {
  return (await db.getAll('photos')).filter(isWholePhoto)
}

/** Writes down the exact text that will be sent; a text that is there already stays. */
export async function freeze(
  db: FieldDatabase,
  commandId: Id<'Command'>,
  textOf: (command: QueuedCommand) => QueuedCommand,
): Promise<QueuedCommand | undefined> {
  const tx = db.transaction('outbox', 'readwrite', { durability: 'strict' })
  const command = await tx.store.get(commandId)
  if (!command || command.body !== null) {
    await tx.done
    return command
  }
  const frozen = textOf(command)
  await Promise.all([tx.store.put(frozen), tx.done])
  return frozen
}

/** Forgets the command, keeps the receipt, and shows the effect in the held order. */
export async function settle(
  db: FieldDatabase,
  command: QueuedCommand,
  receipt: KeptReceipt,
): Promise<void> {
  const tx = db.transaction(['outbox', 'receipts', 'orders', 'meta'], 'readwrite', {
    durability: 'strict',
  })
  const order = await tx.objectStore('orders').get(command.data.orderId)
  const isLate = receipt.outcome === 'late'
  // Written only here and where the crew has read it, always as a number.
  const late = (await tx.objectStore('meta').get('lateReports')) as number | undefined
  await Promise.all([
    isLate ? tx.objectStore('meta').put((late ?? 0) + 1, 'lateReports') : undefined,
    order && !isLate ? tx.objectStore('orders').put(applyCommand(order, command)) : undefined,
    tx.objectStore('receipts').put(receipt),
    tx.objectStore('outbox').delete(command.commandId),
    tx.done,
  ])
}

/** Forgets a photo whose receipt names the same hash. */
export async function settlePhoto(
  db: FieldDatabase,
  photo: QueuedPhoto,
  recordedAt: Instant,
): Promise<void> {
  const tx = db.transaction(['photos', 'photoBytes', 'receipts'], 'readwrite', {
    durability: 'strict',
  })
  await Promise.all([
    tx.objectStore('receipts').put({
      key: photo.sha256,
      what: 'photo',
      orderId: photo.orderId,
      hash: photo.sha256,
      outcome: 'safe',
      occurredAt: photo.takenAt,
      recordedAt,
    }),
    tx.objectStore('photos').delete(photo.sha256),
    tx.objectStore('photoBytes').delete(photo.sha256),
    tx.done,
  ])
}

/** Sets a refused command or photo aside, with the reason; it stays on the phone. */
export async function setAside(
  db: FieldDatabase,
  what: QueuedCommand | QueuedPhoto,
  refusal: Refusal,
): Promise<void> {
  if ('commandId' in what) await db.put('outbox', { ...what, state: 'refused', refusal })
  else await db.put('photos', { ...what, state: 'refused', refusal })
}

/** Sends what was refused once more, unchanged and in its old place. */
export async function tryAgain(db: FieldDatabase, key: string): Promise<void> {
  const tx = db.transaction(['outbox', 'photos'], 'readwrite')
  const command = await tx.objectStore('outbox').get(key)
  const photo = await tx.objectStore('photos').get(key)
  if (command) await tx.objectStore('outbox').put({ ...command, state: 'waiting', refusal: null })
  if (photo) await tx.objectStore('photos').put({ ...photo, state: 'waiting', refusal: null })
  await tx.done
}

/** The crew lets go of something that was refused or is broken. What still waits is never let go. */
export async function putAway(db: FieldDatabase, key: string): Promise<void> {
  const tx = db.transaction(['outbox', 'photos', 'photoBytes'], 'readwrite')
  const command = await tx.objectStore('outbox').get(key)
  const photo = await tx.objectStore('photos').get(key)
  if (command && (command.state === 'refused' || !isWholeCommand(command)))
    await tx.objectStore('outbox').delete(key)
  if (photo && (photo.state === 'refused' || !isWholePhoto(photo))) {
    await tx.objectStore('photos').delete(key)
    await tx.objectStore('photoBytes').delete(key)
  }
  await tx.done
}

/** The latest receipts, newest first; older ones are let go. */
export async function listReceipts(db: FieldDatabase): Promise<KeptReceipt[]> {
  const tx = db.transaction('receipts', 'readwrite')
  const receipts = await tx.store.index('byRecordedAt').getAll()
  receipts.reverse()
  await Promise.all(receipts.slice(RECEIPTS_KEPT).map(({ key }) => tx.store.delete(key)))
  await tx.done
  return receipts.slice(0, RECEIPTS_KEPT)
}
