import type { Id } from '@changeover/shared/commands'
import {
  checkClose,
  type Closing,
  type ClosingAnswer,
  type OrderDetail,
  type OrderPort,
  type Part,
} from '@changeover/shared/orders'
import type { Day } from '@changeover/shared/time'
import type { DraftPart, OrderDraft } from '../store/drafts.ts'
import type { KnownKit } from '../store/memory.ts'

/** What the closing will say, and whether the ledger's rules allow it: asked before anything is sent. */
export interface ProposedClosing {
  data: Closing
  answer: ClosingAnswer
  /** Ports for which nobody has said yet which kit goes in. */
  undecided: OrderPort[]
}

/** The kit that goes into the port: what was seen on site, else what was planned. */
export function kitOf(
  port: OrderPort,
  draft: OrderDraft,
  kits: readonly KnownKit[],
): KnownKit | null {
  const wanted = draft.kitTypeId ?? port.kitTypeId
  return kits.find(({ id }) => id === wanted) ?? null
}

/** Plugs that leave the port: the one whose place the kit takes, and what the crew added. */
export function removedFrom(port: OrderPort, draft: OrderDraft, kit: KnownKit | null): string[] {
  const named = draft.removed[port.id]
  if (named) return named
  const replaced = kit?.removesStandard
  return replaced && port.standards.includes(replaced) ? [replaced] : []
}

/** Puts the closing together from the plan and what the crew said otherwise; `today` is the site's. */
export function proposeClosing(
  order: OrderDetail,
  draft: OrderDraft,
  kits: readonly KnownKit[],
  today: Day,
): ProposedClosing {
  const open = order.ports.filter(({ outcome }) => outcome === 'open')
  const standard = order.addsStandard ?? ''
  const outcomes = open.map((port): Closing['ports'][number] => {
    const reason = draft.notFitted[port.id]?.trim()
    if (reason) return { portId: port.id, outcome: 'not_fitted', reason }
    const kit = kitOf(port, draft, kits)
    const { serial, side } = draft.kitFacts[port.id] ?? { serial: '', side: null }
    return {
      portId: port.id,
      outcome: 'fitted',
      standard,
      removed: removedFrom(port, draft, kit),
      ...(kit && kit.id !== port.kitTypeId ? { kitTypeId: kit.id } : {}),
      ...(serial.trim() ? { kitSerial: serial.trim() } : {}),
      ...(side ? { side } : {}),
    }
  })
  const answer = checkClose({
    ports: open.map(({ id, isFunded, standards }) => ({ portId: id, isFunded, standards })),
    siteStock: { CCS1: order.site.ccs1, J1772: order.site.j1772 },
    outcomes,
    addsStandard: standard,
    rules: { keepsJ1772: order.keepsJ1772 },
    hasWaiver: false,
    waivedPortIds: new Set(open.filter((port) => isWaived(port, today)).map(({ id }) => id)),
  })
  const undecided = open.filter((port) => !draft.notFitted[port.id] && !kitOf(port, draft, kits))
  const parts = draft.parts.map(partOf)
  const data = { orderId: order.id, ports: outcomes, ...(parts.length > 0 ? { parts } : {}) }
  return { data, answer, undecided }
}

/** A waiver is good to its last day, as the server counts it: the day of the work at the site. */
function isWaived({ waivedUntil }: OrderPort, today: Day): boolean {
  return waivedUntil !== null && today <= waivedUntil
}

function partOf({ partId, kitTypeId, name, serial, isFaulty }: DraftPart): Part {
  return {
    partId,
    kind: 'returned',
    name,
    isFaulty,
    ...(kitTypeId ? { kitTypeId } : {}),
    ...(serial.trim() ? { serial: serial.trim() } : {}),
  }
}

/** The kits an order may take, as the crew picks them: its own first, then those of its level. */
export function candidateKits(order: OrderDetail, kits: readonly KnownKit[]): KnownKit[] {
  const levels = new Set(order.ports.map(({ level }) => level))
  const own = new Set<Id<'KitType'>>(order.kits.map(({ id }) => id))
  const others = kits.filter(
    ({ id, level, addsStandard, removesStandard }) =>
      !own.has(id) &&
      addsStandard === order.addsStandard &&
      removesStandard !== 'CCS1' &&
      [...levels].some((known) => known === null || known === level),
  )
  return [...order.kits, ...others]
}
