import { describe, expect, it } from 'vitest'
import { quantileOf, quantileOfSorted } from './quantile.ts'

describe('a quantile', () => {
  it('is linear between neighbours', () => {
    expect(quantileOf([40, 10, 30, 20], 0.5)).toBe(25)
    expect(quantileOf([10, 20, 30, 40, 50], 0.9)).toBe(46)
    expect(quantileOf([7], 0.1)).toBe(7)
  })

  it('is infinite, not undefined, where runs never finish', () => {
    expect(quantileOfSorted([5, Infinity, Infinity], 0.75)).toBe(Infinity)
    expect(quantileOfSorted([5, Infinity, Infinity], 0)).toBe(5)
  })

  it('of nothing is refused', () => {
    expect(() => quantileOf([], 0.5)).toThrow(RangeError)
  })
})
