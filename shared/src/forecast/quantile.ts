/** The levels that a distribution is told at, and quantiles of weighted numbers. */

/** The levels of a whole forecast distribution: 5 %, 10 %, … 95 %. */
export const LEVELS: readonly number[] = Array.from({ length: 19 }, (_unused, index) =>
  Number((0.05 * (index + 1)).toFixed(2)),
)

/**
 * Quantiles of weighted numbers at `levels`: each number stands in the middle of its weight, linear
 * between neighbours. @throws RangeError when there are none.
 */
export function weightedQuantiles(
  numbers: readonly number[],
  weights: readonly number[],
  levels: readonly number[],
): number[] {
  if (numbers.length === 0) throw new RangeError('No quantile of no numbers')
  const order = numbers.map((_unused, index) => index).sort((a, b) => numbers[a] - numbers[b])
  const total = order.reduce((sum, index) => sum + weights[index], 0)
  const positions: number[] = []
  let before = 0
  for (const index of order) {
    positions.push((before + weights[index] / 2) / total)
    before += weights[index]
  }
  const sorted = order.map((index) => numbers[index])
  return levels.map((level) => interpolate(positions, sorted, level))
}

/**
 * The value of the line through (`xs`, `ys`) at `x`, flat beyond both ends. `xs` rises.
 */
export function interpolate(xs: readonly number[], ys: readonly number[], x: number): number {
  if (x <= xs[0]) return ys[0]
  const last = xs.length - 1
  if (x >= xs[last]) return ys[last]
  let low = 0
  let high = last
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (xs[middle] <= x) low = middle
    else high = middle
  }
  return ys[low] + ((x - xs[low]) / (xs[high] - xs[low])) * (ys[high] - ys[low])
}
