import { describe, expect, it } from 'vitest'
import { generationOfSerial, openQuestions } from './questions.ts'

const families = ['CPE250', 'CT4000']
const ask = (family: string | null, serial: string | null, observed: [string, string][] = []) =>
  openQuestions({ family, serial, observed: new Map(observed) }, families).map(
    ({ code, because }) => `${code} ${because}`,
  )

describe('what has to be looked at', () => {
  it('is the generation of a serial 2132xxxx, which the maker’s table leaves out', () => {
    expect(ask('CT4000', '213200417')).toEqual(['generation SERIAL_BETWEEN'])
    expect(ask('CT4000', '213199999')).toEqual([])
    expect(ask('CT4000', '213300000')).toEqual([])
    expect(ask('CT4000', null)).toEqual(['generation SERIAL_UNKNOWN'])
  })

  it('is the contactor box of an Express 250, whatever its serial', () => {
    expect(ask('CPE250', '204512345')).toEqual(['contactor SERIAL_DOES_NOT_TELL'])
  })

  it('is the family first, where nobody knows it', () => {
    expect(ask(null, '213200417')).toEqual(['family FAMILY_UNKNOWN'])
    expect(ask(null, null, [['family', 'CPE250']])).toEqual(['contactor SERIAL_DOES_NOT_TELL'])
  })

  it('is nothing once it was observed', () => {
    expect(ask('CT4000', '213200417', [['generation', 'from_2133']])).toEqual([])
    expect(ask('CPE250', null, [['contactor', 'two_relays']])).toEqual([])
  })

  it('is never concluded from a serial that is none', () => {
    for (const serial of ['', 'unknown', '21', 'SN2133'])
      expect(generationOfSerial(serial)).toBeNull()
  })
})
