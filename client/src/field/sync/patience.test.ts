import { describe, expect, it } from 'vitest'
import { Patience, readRetryAfter } from './patience.ts'

describe('a phone that is not answered', () => {
  it('waits longer each time, a minute at most, and never stops', () => {
    const patience = new Patience()
    const pauses = Array.from({ length: 100 }, () => patience.pause())
    expect(pauses.slice(0, 6)).toEqual([3_000, 6_000, 12_000, 24_000, 48_000, 60_000])
    expect(pauses.at(-1)).toBe(60_000)
    patience.reset()
    expect(patience.pause()).toBe(3_000)
  })

  it('waits as long as the server asks, where that is longer than its own pause', () => {
    const patience = new Patience()
    expect(patience.pause(42_000)).toBe(42_000)
    expect(patience.pause(1_000)).toBe(6_000)
  })
})

describe('what Retry-After asks for', () => {
  const date = 'Fri, 20 Nov 2026 20:00:00 GMT'

  it('is read as seconds, and as a date by the clock of the server', () => {
    expect(readRetryAfter('60', date)).toBe(60_000)
    expect(readRetryAfter('Fri, 20 Nov 2026 20:00:30 GMT', date)).toBe(30_000)
    expect(readRetryAfter('Fri, 20 Nov 2026 19:00:00 GMT', date)).toBe(0)
  })

  it('is never believed beyond five minutes: the work must leave the phone', () => {
    expect(readRetryAfter('86400', date)).toBe(300_000)
  })

  it('is a few seconds where the server says nothing that can be read', () => {
    expect(readRetryAfter(null, date)).toBe(5_000)
    expect(readRetryAfter('soon', date)).toBe(5_000)
  })
})
