import { uniformAt } from '@changeover/shared/forecast'

/**
 * Draws for one thing of the demo network: the same seed, stream and number give the same draws,
 * in whatever order things are made.
 */
export interface Chance {
  /** Uniform, strictly between 0 and 1. */
  next(): number
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number
  /** Whether something of this probability happens. */
  happens(probability: number): boolean
  pick<Item>(items: readonly Item[]): Item
  /** An item by weight; the weights need not sum to one. */
  weighted<Item>(items: readonly (readonly [Item, number])[]): Item
}

/** The draws of thing number `index` in a stream. */
export function chanceOf(seed: number, stream: number, index: number): Chance {
  let step = 0
  const next = () => uniformAt(seed, stream, index, step++)
  return {
    next,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    happens: (probability) => next() < probability,
    pick: (items) => items[Math.floor(next() * items.length)],
    weighted: (items) => {
      let left = next() * items.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [item, weight] of items) {
        left -= weight
        if (left < 0) return item
      }
      return items[items.length - 1][0]
    },
  }
}
