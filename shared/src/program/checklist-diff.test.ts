import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffSteps } from './checklist-diff.ts'
import type { ChecklistStep } from './checklist.ts'

const check = (key: string, title = key): ChecklistStep => ({
  key,
  title,
  kind: 'check',
  isRequired: true,
})
const kindsOf = (before: string[], after: string[]) =>
  diffSteps(
    before.map((key) => check(key)),
    after.map((key) => check(key)),
  ).map(({ kind, key }) => `${kind} ${key}`)

describe('the difference between two versions of a checklist', () => {
  it('names steps that were added, removed and moved', () => {
    expect(kindsOf(['a', 'b', 'c'], ['a', 'd', 'c'])).toEqual(['added d', 'removed b'])
    expect(kindsOf(['a', 'b', 'c', 'd'], ['d', 'a', 'b', 'c'])).toEqual(['moved d'])
    expect(kindsOf(['a', 'b'], ['a', 'b'])).toEqual([])
  })

  it('names each property that changed, with both values', () => {
    const torque: ChecklistStep = {
      key: 'torque',
      title: 'Torque',
      kind: 'number',
      unit: 'Nm',
      max: 3,
      isRequired: true,
    }
    expect(diffSteps([torque], [{ ...torque, max: 2.9, min: 2.7 }])).toEqual([
      {
        kind: 'changed',
        key: 'torque',
        title: 'Torque',
        fields: [
          { name: 'max', from: '3', to: '2.9' },
          { name: 'min', from: null, to: '2.7' },
        ],
      },
    ])
  })

  it('accounts for every step that is not the same in the same order', () => {
    const keys = fc.uniqueArray(fc.constantFrom(...'abcdefgh'), { maxLength: 8 })
    fc.assert(
      fc.property(keys, keys, (before, after) => {
        const changes = kindsOf(before, after)
        const named = (kind: string) =>
          new Set(changes.filter((text) => text.startsWith(kind)).map((text) => text.split(' ')[1]))
        const touched = new Set([...named('added'), ...named('removed'), ...named('moved')])
        const still = (list: string[]) => list.filter((key) => !touched.has(key))
        expect(still(before)).toEqual(still(after))
      }),
    )
  })
})
