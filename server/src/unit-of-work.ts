import type { Actor } from '@changeover/shared/accounts'
import { AppError, type CommandEnvelope, type Id } from '@changeover/shared/commands'
import type { EventKind } from '@changeover/shared/history'
import type { Measure, RollupLevel } from '@changeover/shared/rollup'
import { dayAt, type Day, type Instant } from '@changeover/shared/time'
import type { Services } from './context.ts'
import type { CopyRows } from './db/bulk.ts'
import type { DatabaseTransaction } from './db/database.ts'
import { now } from './clock.ts'

/** Something that happened to a record. `payload` is plain data, enough to tell the story later. */
export interface DomainEvent {
  /** Past tense with its subject, e.g. `order.closed`. */
  kind: EventKind
  subject: { kind: string; id: string | null }
  payload: Record<string, unknown>
}

/** A change of a measure on a day; see `shared/src/rollup`. */
export interface RollupDelta {
  occurredOn: Day
  milestoneId: Id<'Milestone'> | null
  region: string
  level: RollupLevel
  /** Hardware family of the kit, or `unknown`. */
  family: string
  measure: Measure
  quantity: number
}

/** One command being carried out: its transaction, and what it will leave behind. */
export class UnitOfWork {
  readonly services: Omit<Services, 'db'>
  readonly tx: DatabaseTransaction
  /** Writes many rows at once; only a command that says `isBulk` has it. */
  readonly copy: CopyRows
  readonly actor: Actor
  readonly envelope: CommandEnvelope
  readonly commandId: Id<'Command'>
  /** When the server took the command up; the transaction's events carry it as `recordedAt`. */
  readonly recordedAt: Instant
  /** When it happened by the device's word, otherwise now. */
  readonly occurredAt: Instant
  readonly events: DomainEvent[] = []
  readonly deltas: RollupDelta[] = []
  readonly topics = new Set<string>()
  /** Writes that are on their way; the door waits for them before it commits. */
  readonly sent: Promise<unknown>[] = []

  constructor(
    services: Services,
    tx: DatabaseTransaction,
    actor: Actor,
    envelope: CommandEnvelope,
    copy: CopyRows = refuseCopy,
  ) {
    this.services = services
    this.tx = tx
    this.copy = copy
    this.actor = actor
    this.envelope = envelope
    this.commandId = envelope.commandId
    this.recordedAt = now()
    this.occurredAt = envelope.occurredAt ?? this.recordedAt
  }

  /** The day on which the server records this, in UTC. */
  get recordedOn(): Day {
    return dayAt(this.recordedAt, 'UTC')
  }

  /** The day on which it happened where `timeZone` holds. */
  occurredOn(timeZone: string): Day {
    return dayAt(this.occurredAt, timeZone)
  }

  /** Refuses a command whose sender looked at an older version than the one in the database. */
  expectVersion(current: number): void {
    const base = this.envelope.baseVersion
    if (base !== undefined && base !== current)
      throw new AppError('CONFLICT', { baseVersion: base, currentVersion: current })
  }

  /**
   * Lets a write go out without waiting for its answer, so that what follows is sent right behind
   * it. Only for statements whose answer decides nothing: a failure refuses the whole command.
   */
  send(write: Promise<unknown>): void {
    write.catch(() => undefined) // The door looks at it again; until then nobody else may.
    this.sent.push(write)
  }

  /** Notes what happened; written with the receipt at the end of the transaction. */
  record(event: DomainEvent): void {
    this.events.push(event)
  }

  /** Notes a change of progress; zero changes nothing. */
  count(delta: RollupDelta): void {
    if (delta.quantity !== 0) this.deltas.push(delta)
  }

  /** Names what open screens show and is no longer true, e.g. `orders` or `site:<id>`. */
  stale(...topics: string[]): void {
    for (const topic of topics) this.topics.add(topic)
  }
}

function refuseCopy(): Promise<void> {
  throw new Error('Only a command that says isBulk has a connection that can COPY.')
}
