import type { OrderDetail } from '@changeover/shared/orders'
import type { Day } from '@changeover/shared/time'
import type { KnownKit } from '../store/memory.ts'

/** Kits that an order takes, with how many; `null` where the crew looks on site. */
export function kitsNeeded(
  order: OrderDetail,
  kits: readonly KnownKit[],
): { kit: KnownKit | null; count: number }[] {
  const counts = new Map<KnownKit | null, number>()
  for (const port of order.ports) {
    if (port.outcome !== 'open') continue
    const kit = [...order.kits, ...kits].find(({ id }) => id === port.kitTypeId) ?? null
    const known = [...counts.keys()].find((other) => other?.id === kit?.id)
    const key = known === undefined ? kit : known
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return [...counts].map(([kit, count]) => ({ kit, count }))
}

/** What is for today in the order to drive it, and what is open from days before. */
export function ordersForToday(orders: readonly OrderDetail[], today: Day) {
  const isOpen = ({ state }: OrderDetail) =>
    ['en_route', 'on_site', 'in_progress', 'reopened', 'blocked'].includes(state)
  return {
    earlier: orders.filter(
      (order) => order.scheduledOn !== null && order.scheduledOn < today && isOpen(order),
    ),
    today: orders.filter(({ scheduledOn }) => scheduledOn === today),
  }
}

/** The plugs that stand at the order's ports now, each standard once. */
export function standingPlugs(order: OrderDetail): string[] {
  return [...new Set(order.ports.flatMap(({ standards }) => standards))].toSorted()
}
