import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { escapeFormula, plainText } from './formula.ts'

describe('a formula', () => {
  it('is never left as one, and every text comes back as it was', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^['=+\-@\t\n＝＋－＠]{0,3}[a-z0-9]{0,3}$/)),
        (text) => {
          const escaped = escapeFormula(text)
          expect(plainText(escaped)).toBe(text)
          expect(/^[=+\-@\t\r\n＝＋－＠]/.test(escaped) && Number.isNaN(Number(escaped))).toBe(
            false,
          )
        },
      ),
    )
  })

  it('is no number: a longitude keeps its sign', () => {
    expect(['-122.3', '+1', '=1+1', '-SUM(A1)', "'=x"].map(escapeFormula)).toEqual([
      '-122.3',
      '+1',
      "'=1+1",
      "'-SUM(A1)",
      "''=x",
    ])
  })
})
