import { describe, expect, it } from 'vitest'
import type { Database } from './database.ts'
import { readOnce } from './read-once.ts'

// What is read with it is the test's own.
const db = {} as Database

describe('rows that are read once', () => {
  it('are answered in the order of the keys, and asked for a single time', async () => {
    const { read, asked } = counting()
    expect(await read(db, ['a', 'b'])).toEqual(['row a', 'row b'])
    expect(await read(db, ['c', 'a'])).toEqual(['row c', 'row a'])
    expect(asked()).toEqual([['a', 'b'], ['c']])
  })

  it('are asked for again when there was none', async () => {
    const { read, asked } = counting()
    expect(await read(db, ['none'])).toEqual(['nothing'])
    expect(await read(db, ['none'])).toEqual(['nothing'])
    expect(asked()).toHaveLength(2)
  })

  it('let the first ones go when there are too many, and still answer all that is asked', async () => {
    const { read, asked } = counting(2)
    expect(await read(db, ['a', 'b', 'c'])).toEqual(['row a', 'row b', 'row c'])
    await read(db, ['b', 'c'])
    await read(db, ['a'])
    expect(asked()).toEqual([['a', 'b', 'c'], ['a']])
  })
})

function counting(most?: number) {
  const asked: string[][] = []
  const read = readOnce<string>(
    async (_db, keys) => {
      asked.push([...keys])
      return new Map(keys.filter((key) => key !== 'none').map((key) => [key, `row ${key}`]))
    },
    { none: 'nothing', ...(most ? { most } : {}) },
  )
  return { read, asked: () => asked }
}
