/**
 * The value at share `level` (0 to 1) of sorted numbers, linear between neighbours (type 7 of Hyndman
 * and Fan 1996). @throws RangeError when there are none.
 */
export function quantileOfSorted(sorted: ArrayLike<number>, level: number): number {
  if (sorted.length === 0) throw new RangeError('No quantile of no numbers')
  const position = level * (sorted.length - 1)
  const lower = Math.floor(position)
  const share = position - lower
  if (share === 0) return sorted[lower]
  const [left, right] = [sorted[lower], sorted[lower + 1]]
  // Between a number and infinity lies infinity; the formula alone would say NaN for two of them.
  return left === right ? left : left + share * (right - left)
}

/** As `quantileOfSorted`, of numbers in any order; they are left as they are. */
export function quantileOf(numbers: readonly number[], level: number): number {
  return quantileOfSorted(
    numbers.toSorted((a, b) => a - b),
    level,
  )
}
