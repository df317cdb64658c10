import { describe, expect, it } from 'vitest'
import { inLines } from './options.ts'

describe('a name before a bar', () => {
  it('stands in one line where it fits', () => {
    expect(inLines('New Hampshire · 26%')).toBe('New Hampshire · 26%')
  })

  it('goes on below where a phone would cut it off, and no word is lost', () => {
    const lines = inLines('Other hardware than planned')
    expect(lines).toEqual(['Other hardware than', 'planned'])
  })

  it('keeps a word that is longer than a line whole', () => {
    expect(inLines('Verteilerkastenaustauschtermin Ost')).toEqual([
      'Verteilerkastenaustauschtermin',
      'Ost',
    ])
  })
})
