import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { guardText, unguardText } from './sheet.ts'

describe('text in a file for spreadsheets', () => {
  it('is never a formula', () => {
    for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])
      expect(guardText(text)).toBe(`'${text}`)
    expect(guardText('Harbor & Sons - North')).toBe('Harbor & Sons - North')
  })

  it('comes back as it was, whatever it is', () => {
    const text = fc.string()
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          text.map((rest) => `'${rest}`),
          text.map((rest) => `=${rest}`),
        ),
        (original) => {
          const guarded = guardText(original)
          expect(unguardText(guarded)).toBe(original)
          expect(guarded).not.toMatch(/^[=+\-@\t\r]/)
        },
      ),
    )
  })
})
