import { expect, it } from 'vitest'
import { newId, readId } from './id.ts'

it('makes UUIDs of version 7 that carry their time', () => {
  const made = Date.parse('2026-11-22T15:00:00.000Z')
  const id = newId(made)
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(made)
})

it('makes no identity twice, however many are made at once', () => {
  const ids = Array.from({ length: 20_000 }, () => newId(0))
  expect(new Set(ids).size).toBe(ids.length)
})

it('draws every random bit anew', () => {
  const tails = Array.from({ length: 2_000 }, () => newId(0).replaceAll('-', ''))
  for (let place = 13; place < 32; place++) {
    const digits = new Set(tails.map((id) => id[place]))
    expect(digits.size).toBe(place === 16 ? 4 : 16)
  }
})

it('reads an identity, and nothing that only looks like one', () => {
  const id = newId()
  expect(readId(id)).toBe(id)
  for (const text of ['', 'first', '12', id.slice(1), `${id}0`, id.replaceAll('-', '')])
    expect(readId(text)).toBeNull()
})
