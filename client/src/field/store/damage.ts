/**
 * Entries that a phone's storage gave back broken. They are set apart on reading, so that none stops
 * the others, the sender or a screen; they stay in the database and in the copy for the dispatcher
 * until the crew puts them away.
 */
import type { CrewCommand, QueuedCommand, QueuedPhoto } from './commands.ts'
import type { FieldDatabase } from './database.ts'

/** A broken entry, as it is. */
export interface DamagedEntry {
  key: string
  entry: unknown
}

const names: Record<CrewCommand['name'], true> = {
  'orders.travel': true,
  'orders.arrive': true,
  'orders.start': true,
  'orders.unblock': true,
  'orders.block': true,
  'orders.answer': true,
  'orders.addEvidence': true,
  'orders.close': true,
  'orders.different': true,
  'rungs.reach': true,
}

/** Whether all is there that sending and the screens need; what else it says, the server judges. */
export function isWholeCommand(entry: unknown): entry is QueuedCommand {
  if (!isRecord(entry) || !isRecord(entry.data)) return false
  const { name, data, body } = entry
  return (
    typeof name === 'string' &&
    Object.hasOwn(names, name) &&
    typeof data.orderId === 'string' &&
    typeof entry.personId === 'string' &&
    Number.isSafeInteger(entry.sequence) &&
    isInstant(entry.occurredAt) &&
    (body === null || typeof body === 'string') &&
    isStateKnown(entry) &&
    (name !== 'orders.addEvidence' || isInstant(data.takenAt)) &&
    (name !== 'orders.close' || (Array.isArray(data.ports) && data.ports.every(isOutcome)))
  )
}

export function isWholePhoto(entry: unknown): entry is QueuedPhoto {
  return (
    isRecord(entry) &&
    typeof entry.orderId === 'string' &&
    typeof entry.personId === 'string' &&
    typeof entry.type === 'string' &&
    Number.isSafeInteger(entry.byteLength) &&
    isInstant(entry.takenAt) &&
    isStateKnown(entry)
  )
}

/** Whether a frozen text is one that the command can have been given: readable, and for this command. */
export function isOwnText({ commandId, body }: QueuedCommand): boolean {
  try {
    const text: unknown = JSON.parse(body ?? '')
    return isRecord(text) && text.commandId === commandId
  } catch {
    return false
  }
}

/** All broken entries, commands first. */
export async function listDamaged(db: FieldDatabase): Promise<DamagedEntry[]> {
  const [commands, photos] = await Promise.all([db.getAll('outbox'), db.getAll('photos')])
  return [
    // The keys are always there: the database keeps nothing without one.
    ...commands
      .map((entry) => ({ key: entry.commandId, entry }))
      .filter(({ entry }) => !isWholeCommand(entry)),
    ...photos
      .map((entry) => ({ key: entry.sha256, entry }))
      .filter(({ entry }) => !isWholePhoto(entry)),
  ]
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isInstant(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value))
}

function isStateKnown({ state, refusal }: Record<string, unknown>): boolean {
  return state === 'waiting' || (state === 'refused' && isRecord(refusal))
}

function isOutcome(value: unknown): boolean {
  if (!isRecord(value) || typeof value.portId !== 'string') return false
  return value.outcome === 'not_fitted' || Array.isArray(value.removed)
}
