import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { spaced } from './spaced.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

describe('spaced', () => {
  it('tells the first at once and those that follow together', () => {
    const told: string[][] = []
    const gathered = spaced({ leastMs: 100, rest: 4 }, (topics) => void told.push(topics))
    gathered.add(['a'])
    gathered.add(['b'])
    gathered.add(['b', 'c'])
    expect(told).toEqual([['a']])
    vi.advanceTimersByTime(100)
    expect(told).toEqual([['a'], ['b', 'c']])
    vi.advanceTimersByTime(1000)
    gathered.add(['d'])
    expect(told.at(-1)).toEqual(['d'])
  })

  it('rests the longer, the longer the telling takes', () => {
    const told: string[][] = []
    const gathered = spaced({ leastMs: 100, rest: 4 }, (topics) => {
      told.push(topics)
      vi.advanceTimersByTime(50)
    })
    gathered.add(['a'])
    gathered.add(['b'])
    vi.advanceTimersByTime(199)
    expect(told).toEqual([['a']])
    vi.advanceTimersByTime(1)
    expect(told).toEqual([['a'], ['b']])
  })

  it('says nothing of nothing, and nothing after it was stopped', () => {
    const told: string[][] = []
    const gathered = spaced({ leastMs: 100, rest: 4 }, (topics) => void told.push(topics))
    gathered.add([])
    gathered.add(['a'])
    gathered.add(['b'])
    gathered.stop()
    vi.advanceTimersByTime(1000)
    expect(told).toEqual([['a']])
  })
})
