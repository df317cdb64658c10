/**
 * How ports become work orders: one order for each site and track, with the ports that lack the
 * track's standard and a kit, or the question for it. A port that cannot be decided becomes a named
 * exception. Every port of the input is in exactly one order or exception. Changed with its tests.
 */
import {
  pickKit,
  type KitExceptionReason,
  type KitType,
  type PortSituation,
  type ProgramRules,
} from '../program/index.ts'

/** A port in scope that lacks the track's standard. */
export interface CandidatePort extends PortSituation {
  portId: string
  siteId: string
  /** J1772 connectors that stand at the port's site, all ports together. */
  siteJ1772: number
}

export interface PlannedOrder<Port, Kit> {
  siteId: string
  /** The kit, when all ports of the order take the same; otherwise null and each port has its own. */
  kit: Kit | null
  ports: { port: Port; kit: Kit | null }[]
}

export interface PortException<Port> {
  port: Port
  reason: KitExceptionReason
}

/** Groups ports into orders, in the order in which their sites appear. */
export function groupIntoOrders<
  Port extends CandidatePort,
  Kit extends Pick<KitType, 'family' | 'level' | 'side' | 'addsStandard' | 'removesStandard'>,
>(
  ports: readonly Port[],
  kits: readonly Kit[],
  addsStandard: string,
  rules: ProgramRules,
): { orders: PlannedOrder<Port, Kit>[]; exceptions: PortException<Port>[] } {
  const orders = new Map<string, PlannedOrder<Port, Kit>>()
  const exceptions: PortException<Port>[] = []
  const j1772Left = new Map<string, number>()
  const answers = new Map<string, ReturnType<typeof pickKit<Kit>>>()

  for (const port of ports) {
    const situation = `${port.level}|${port.family}|${port.side}|${port.standards.join()}`
    const answer = answers.get(situation) ?? pickKit(port, kits, addsStandard)
    answers.set(situation, answer)
    if (answer.kind === 'exception') {
      exceptions.push({ port, reason: answer.reason })
      continue
    }
    const kit = answer.kind === 'kit' ? answer.kit : null
    if (rules.keepsJ1772 && kit?.removesStandard === 'J1772') {
      const left = j1772Left.get(port.siteId) ?? port.siteJ1772
      if (left <= 1) {
        exceptions.push({ port, reason: 'LAST_J1772' })
        continue
      }
      j1772Left.set(port.siteId, left - 1)
    }
    const order = orders.get(port.siteId) ?? { siteId: port.siteId, kit, ports: [] }
    if (order.kit !== kit) order.kit = null
    order.ports.push({ port, kit })
    orders.set(port.siteId, order)
  }
  return { orders: [...orders.values()], exceptions }
}
