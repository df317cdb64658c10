import { asId, type Id } from '@changeover/shared/commands'

/** The kinds of things the demo makes; the position is part of the identity. */
const kinds = [
  'Site',
  'Station',
  'Port',
  'Connector',
  'Program',
  'Track',
  'Milestone',
  'Baseline',
  'KitType',
  'Depot',
  'KitReceipt',
  'KitMovement',
  'ChecklistTemplate',
  'HomeKitOrder',
  'Territory',
  'Crew',
  'WorkOrder',
  'OrderException',
  'Command',
  'CrewAbsence',
  'Blackout',
] as const
export type DemoKind = (typeof kinds)[number]

/** 2025-01-01 in milliseconds: all identities of the demo sort before those made by people. */
const BASE_MS = 1_735_689_600_000

/**
 * The identity of the demo's thing number `index`: shaped as UUIDv7, and rising with the index, so
 * that the database's indexes fill from one side.
 */
export function demoId<Kind extends DemoKind>(seed: number, kind: Kind, index: number): Id<Kind> {
  const time = (BASE_MS + index).toString(16).padStart(12, '0')
  const kindPart = (0x7000 + kinds.indexOf(kind)).toString(16)
  const seedPart = (seed >>> 0).toString(16).padStart(8, '0')
  return asId(`${time.slice(0, 8)}-${time.slice(8)}-${kindPart}-8000-${seedPart}0000`)
}

/** Hands out the identities of the demo in turn, a count for each kind. */
export class Identities {
  readonly #seed: number
  readonly #counts = new Map<DemoKind, number>()

  constructor(seed: number) {
    this.#seed = seed
  }

  /** The first identity of a kind, whether it was handed out or not. */
  first<Kind extends DemoKind>(kind: Kind): Id<Kind> {
    return demoId(this.#seed, kind, 0)
  }

  next<Kind extends DemoKind>(kind: Kind): Id<Kind> {
    const index = this.#counts.get(kind) ?? 0
    this.#counts.set(kind, index + 1)
    return demoId(this.#seed, kind, index)
  }
}
