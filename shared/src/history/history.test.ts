import { expect, it } from 'vitest'
import { changesOf } from './index.ts'

it('tells the fields that differ, of each part', () => {
  const part = {
    about: 'Pine 1',
    before: { name: 'A', model: null },
    after: { name: 'B', model: null },
  }
  expect(changesOf([part])).toEqual([{ about: 'Pine 1', field: 'name', before: 'A', after: 'B' }])
})

it('tells every field of what came or went', () => {
  expect(changesOf([{ about: null, before: null, after: { name: 'B', note: '' } }])).toEqual([
    { about: null, field: 'name', before: null, after: 'B' },
    { about: null, field: 'note', before: null, after: '' },
  ])
})

it('says nothing of lists that hold the same', () => {
  expect(
    changesOf([{ about: null, before: { regions: ['US-WA'] }, after: { regions: ['US-WA'] } }]),
  ).toEqual([])
})
