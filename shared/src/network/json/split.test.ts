import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonSplitter } from './split.ts'

function split(text: string, sizes: readonly number[] = [text.length || 1]) {
  const objects: string[] = []
  const splitter = new JsonSplitter({
    maxLength: 100_000,
    onObject: (object) => objects.push(object),
  })
  let at = 0
  for (let piece = 0; at < text.length; piece++) {
    const size = sizes[piece % sizes.length]
    splitter.push(text.slice(at, at + size))
    at += size
  }
  splitter.end()
  return { objects: objects.map((object): unknown => JSON.parse(object)), fault: splitter.fault }
}

const anyCharacter = fc.constantFrom('a', '"', '\\', '{', '[', ']', 'é', '\n')
const anyText = fc.string({ unit: anyCharacter })
const anyObject = fc
  .dictionary(anyText, fc.jsonValue({ stringUnit: anyCharacter }))
  .map((value) => ({
    ...value,
    id: 1,
  }))
const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 })

describe('the objects of a JSON list', () => {
  it('are found in a list, in a wrapped list and in lines, wherever the pieces end', () => {
    fc.assert(
      fc.property(
        fc.array(anyObject),
        sizes,
        fc.integer({ min: 0, max: 2 }),
        (list, pieces, space) => {
          const wholes = [
            JSON.stringify(list, null, space),
            JSON.stringify(
              { count: 3, note: ['x', { y: '[' }], features: list, more: {} },
              null,
              space,
            ),
            list.map((object) => JSON.stringify(object)).join('\n'),
          ]
          const expected: unknown = JSON.parse(JSON.stringify(list))
          for (const whole of wholes)
            expect(split(whole, pieces)).toEqual({ objects: expected, fault: null })
        },
      ),
    )
  })

  it('are one where the document is one object', () => {
    expect(split('{"id": 1, "evses": [{"a": 1}]}').objects).toEqual([{ id: 1, evses: [{ a: 1 }] }])
  })

  it('are incomplete where the document ends early', () => {
    expect(split('[{"a": 1}, {"b": [').fault).toBe('TRUNCATED_FILE')
    expect(split('{"features": [{"a": 1}]').fault).toBe('TRUNCATED_FILE')
  })
})
