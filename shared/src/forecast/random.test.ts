import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalAt, normalQuantile, streamOf, uniformAt } from './random.ts'

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })

describe('a looked-up random number', () => {
  it('lies strictly between 0 and 1 and is the same each time', () => {
    fc.assert(
      fc.property(word, word, word, word, (seed, stream, run, step) => {
        const value = uniformAt(seed, stream, run, step)
        expect(value).toBeGreaterThan(0)
        expect(value).toBeLessThan(1)
        expect(uniformAt(seed, stream, run, step)).toBe(value)
      }),
    )
  })

  it.each(['seed', 'stream', 'run', 'step'])('is uniform and uncorrelated along the %s', (axis) => {
    const count = 20_000
    const at = (index: number) =>
      uniformAt(
        axis === 'seed' ? index : 7,
        axis === 'stream' ? index : 1,
        axis === 'run' ? index : 2,
        axis === 'step' ? index : 3,
      )
    const values = Array.from({ length: count }, (_unused, index) => at(index))
    const buckets = Array.from({ length: 10 }, () => 0)
    for (const value of values) buckets[Math.floor(value * 10)]++
    // 2,000 expected in each, standard deviation 42.
    for (const bucket of buckets) expect(Math.abs(bucket - 2000)).toBeLessThan(200)
    const product = values
      .slice(1)
      .reduce((sum, value, i) => sum + (value - 0.5) * (values[i] - 0.5), 0)
    expect(Math.abs((12 * product) / count)).toBeLessThan(0.03)
  })

  it('gives normal numbers of mean 0 and variance 1', () => {
    const values = Array.from({ length: 20_000 }, (_unused, run) => normalAt(1, 2, run, 3))
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const square = values.reduce((sum, value) => sum + value ** 2, 0) / values.length
    expect(Math.abs(mean)).toBeLessThan(0.03)
    expect(Math.abs(square - 1)).toBeLessThan(0.05)
  })

  it('has a stream for each name', () => {
    expect(streamOf('territory:WA')).toBe(streamOf('territory:WA'))
    expect(streamOf('territory:WA')).not.toBe(streamOf('territory:OR'))
  })
})

describe('the normal quantile', () => {
  it.each([
    [0.5, 0],
    [0.9, 1.2815515655],
    [0.025, -1.9599639845],
    [0.999, 3.0902323062],
  ])('at %d is %d', (level, expected) => {
    expect(normalQuantile(level)).toBeCloseTo(expected, 7)
  })
})
