import type { KitSupply } from '@changeover/shared/forecast'
import type { Charge } from '@changeover/shared/program'
import { addWeeks, daysBetween, type Day } from '@changeover/shared/time'
import type { KitRow, ReceiptRow } from './inputs-repository.ts'

/**
 * Kits that nobody has promised yet are taken to arrive this long after the last promised receipt, a
 * choice: purchasing orders in time, but not earlier than it must.
 */
const REORDER_WEEKS = 4

/**
 * Kits by charge. After the promised receipts comes one that is ample, whether it is needed or not: a
 * purchase which is not made yet delays a forecast but does not make it endless.
 */
export function supplyOf(
  kits: readonly KitRow[],
  receipts: readonly ReceiptRow[],
  counted: ReadonlyMap<Charge, { scope: number; done: number }>,
  asOf: Day,
): KitSupply {
  const limited = kits.filter(({ isCounted, charge }) => isCounted && counted.has(charge))
  const promised = receipts.filter(({ receivedOn }) => receivedOn === null)
  return {
    types: limited.map(({ charge, onHand }) => ({
      kitType: charge,
      // Cumulative: what was used is in what is done.
      received: Math.max(0, onHand) + (counted.get(charge)?.done ?? 0),
    })),
    receipts: limited.flatMap(({ charge }) => {
      const own = promised.filter((receipt) => receipt.charge === charge)
      const last = own.map(({ dueOn }) => dueOn).reduce((a, b) => (a > b ? a : b), asOf)
      return [
        ...own.map(({ id, dueOn, quantity }) => ({
          id,
          kitType: charge,
          on: dueOn,
          kits: quantity,
        })),
        {
          id: `${charge} not promised yet`,
          kitType: charge,
          on: addWeeks(last, REORDER_WEEKS),
          kits: amplyFor(counted.get(charge)?.scope ?? 0),
        },
      ]
    }),
    pastDelaysDays: receipts.flatMap(({ dueOn, receivedOn }) =>
      receivedOn ? [daysBetween(dueOn, receivedOn)] : [],
    ),
  }
}

/**
 * Enough for the scope and what may be added to it. Round, so that a scope which grew a little is
 * told as scope when two days are compared, never as kits.
 */
function amplyFor(scope: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(100, scope)))
}
