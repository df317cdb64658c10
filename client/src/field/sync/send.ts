/**
 * Sends the outbox: commands in order, photos between them. Invariants: one sender at a time (the
 * caller holds the lock); a command is frozen before it is sent; nothing is forgotten but against a
 * receipt that names the same id and hash. Changed with its tests and `tests/faults`.
 */
import type { Closing } from '@changeover/shared/orders'
import type { Instant } from '@changeover/shared/time'
import { ReceiptDiffers, readReceipt } from './receipt.ts'
import type { KeptReceipt, QueuedCommand, QueuedPhoto, Refusal } from '../store/commands.ts'
import { isOwnText, isWholePhoto } from '../store/damage.ts'
import type { FieldDatabase } from '../store/database.ts'
import { freeze, listOutbox, setAside, settle, settlePhoto } from '../store/outbox.ts'
import { instantOf, type Clock } from './clock.ts'
import { hashOf } from './hash.ts'
import type { Answer, FieldServer, Trouble } from './server.ts'

/** Why sending ended. `done` may leave refused ones behind. */
export type SendOutcome = 'done' | 'signed-out' | Trouble

export interface Sender {
  db: FieldDatabase
  server: FieldServer
  clock: Clock
  personId: string
  deviceId: string
  /** Called after each step, so that the screen follows. */
  onProgress?: () => void
}

/** Sends until nothing is left to send. New commands go before the next photo. */
export async function sendAll(sender: Sender): Promise<SendOutcome> {
  /** Orders over which the server failed in this round: their later commands wait for the next one. */
  const failing = new Set<string>()
  const failedPhotos = new Set<string>()
  for (;;) {
    const command = await nextCommand(sender, failing)
    const photo = command ? undefined : await nextPhoto(sender, failedPhotos)
    if (!command && !photo) return 'done'
    const outcome = command
      ? await sendCommand(sender, command, failing)
      : photo && (await sendPhoto(sender, photo, failedPhotos))
    sender.onProgress?.()
    if (outcome) return outcome
  }
}

async function nextCommand({ db, personId }: Sender, failing: ReadonlySet<string>) {
  const outbox = await listOutbox(db)
  return outbox.find(
    (command) =>
      command.state === 'waiting' &&
      command.personId === personId &&
      !failing.has(command.data.orderId),
  )
}

async function nextPhoto({ db, personId }: Sender, failed: ReadonlySet<string>) {
  for (const sha256 of await db.getAllKeys('photos')) {
    if (failed.has(sha256)) continue
    const photo = await db.get('photos', sha256)
    if (isWholePhoto(photo) && photo.state === 'waiting' && photo.personId === personId)
      return photo
  }
  return undefined
}

async function sendCommand(
  sender: Sender,
  command: QueuedCommand,
  failing: Set<string>,
): Promise<SendOutcome | undefined> {
  const { db, server } = sender
  const frozen = await freeze(db, command.commandId, (waiting) => withText(waiting, sender))
  // Another tab may have finished it between the two reads.
  if (!frozen) return undefined
  if (frozen.body === null || !isOwnText(frozen)) {
    await setAside(db, frozen, damaged(sender))
    return undefined
  }
  const answer = await server.command(frozen.name, frozen.body)
  switch (answer.kind) {
    case 'unreached':
    case 'busy':
    case 'away':
    case 'full':
    case 'signed-out':
      return answer.kind
    case 'failed':
      failing.add(frozen.data.orderId)
      return undefined
    case 'refused':
      if (isAlreadySo(frozen, answer))
        await settle(db, frozen, await notNeeded(frozen, sender.clock))
      else await setAside(db, frozen, refusalOf(answer, sender.clock))
      return undefined
    case 'ok':
      try {
        await settle(db, frozen, await readReceipt(frozen, answer.data))
      } catch (error) {
        if (!(error instanceof ReceiptDiffers)) throw error
        await setAside(db, frozen, {
          code: 'RECEIPT_DIFFERS',
          details: {},
          at: sender.clock.now(),
        })
      }
      return undefined
  }
}

/** Two phones of one crew: a colleague's phone had already said that they are there, or at work. */
function isAlreadySo(
  command: QueuedCommand,
  { code, details }: Extract<Answer, { kind: 'refused' }>,
): boolean {
  if (code !== 'ILLEGAL_TRANSITION') return false
  if (command.name === 'orders.close') return saysTheSame(command.data, details.outcomes)
  const reached: readonly unknown[] = {
    'orders.travel': ['en_route', 'on_site', 'in_progress', 'done', 'verified'],
    'orders.arrive': ['on_site', 'in_progress', 'done', 'verified'],
    'orders.start': ['in_progress', 'done', 'verified'],
    'orders.unblock': ['in_progress', 'done', 'verified'],
    'orders.block': [],
    'orders.answer': [],
    'orders.addEvidence': [],
    'orders.different': [],
    'rungs.reach': [],
  }[command.name]
  return reached.includes(details.state)
}

/** Whether the closing that the server has says of each port what ours says. */
function saysTheSame({ ports }: Closing, outcomes: unknown): boolean {
  if (!Array.isArray(outcomes)) return false
  const standing = new Map(
    // The server's refusal lists the order's ports; anything else compares as different.
    (outcomes as { portId: string; outcome: string }[]).map(({ portId, outcome }) => [
      portId,
      outcome,
    ]),
  )
  return ports.every(({ portId, outcome }) => standing.get(portId) === outcome)
}

async function notNeeded(command: QueuedCommand, clock: Clock): Promise<KeptReceipt> {
  return {
    key: command.commandId,
    what: command.name,
    orderId: command.data.orderId,
    hash: await hashOf(command),
    outcome: 'not-needed',
    occurredAt: command.occurredAt,
    recordedAt: clock.now(),
  }
}

/** The command with its request's text. A clock that was never compared before is put right here, once. */
function withText(command: QueuedCommand, { clock, deviceId }: Sender): QueuedCommand {
  const { commandId, sequence } = command
  const corrected = command.isClockChecked ? command : movedInTime(command, clock.correctionMs)
  const { occurredAt, data } = corrected
  const body = JSON.stringify({ commandId, occurredAt, deviceId, sequence, data })
  return { ...corrected, isClockChecked: true, body }
}

function movedInTime(command: QueuedCommand, byMs: number): QueuedCommand {
  const moved = (at: Instant) => instantOf(Date.parse(at) + byMs)
  const occurredAt = moved(command.occurredAt)
  return command.name === 'orders.addEvidence'
    ? { ...command, occurredAt, data: { ...command.data, takenAt: moved(command.data.takenAt) } }
    : { ...command, occurredAt }
}

async function sendPhoto(
  sender: Sender,
  photo: QueuedPhoto,
  failed: Set<string>,
): Promise<SendOutcome | undefined> {
  const bytes = await sender.db.get('photoBytes', photo.sha256)
  // A photo that cannot be whole again must not stand before the others for ever.
  if (bytes?.byteLength !== photo.byteLength) {
    await setAside(sender.db, photo, damaged(sender))
    return undefined
  }
  const answer = await sender.server.putPhoto(photo.sha256, bytes, photo.type)
  switch (answer.kind) {
    case 'unreached':
    case 'busy':
    case 'away':
    case 'full':
    case 'signed-out':
      return answer.kind
    case 'failed':
      failed.add(photo.sha256)
      return undefined
    case 'refused':
      await setAside(sender.db, photo, refusalOf(answer, sender.clock))
      return undefined
    case 'ok':
      if (isPhotoReceipt(answer.data, photo))
        await settlePhoto(sender.db, photo, sender.clock.now())
      else
        await setAside(sender.db, photo, {
          code: 'RECEIPT_DIFFERS',
          details: {},
          at: sender.clock.now(),
        })
      return undefined
  }
}

function isPhotoReceipt(data: unknown, photo: QueuedPhoto): boolean {
  return (
    typeof data === 'object' &&
    data !== null &&
    'sha256' in data &&
    data.sha256 === photo.sha256 &&
    'bytes' in data &&
    data.bytes === photo.byteLength
  )
}

function damaged({ clock }: Sender): Refusal {
  return { code: 'DAMAGED', details: {}, at: clock.now() }
}

function refusalOf(answer: Extract<Answer, { kind: 'refused' }>, clock: Clock) {
  return { code: answer.code, details: answer.details, at: clock.now() }
}
