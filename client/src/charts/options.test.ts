import { describe, expect, it } from 'vitest'
import { inTwoLines } from './options.ts'

describe('the name of a lying bar', () => {
  it('stays in one line while it is short, or has no space', () => {
    expect(inTwoLines('No access')).toBe('No access')
    expect(inTwoLines('Einspeisemanagement')).toBe('Einspeisemanagement')
  })

  it('is broken where its halves are most alike', () => {
    expect(inTwoLines('Other hardware than planned')).toEqual(['Other hardware', 'than planned'])
    expect(inTwoLines('a somewhatlongersecondword')).toEqual(['a', 'somewhatlongersecondword'])
  })
})
