import { describe, expect, it } from 'vitest'
import { regionOfPostalCode } from './postal.ts'
import { regionByCode, REGIONS } from './regions.ts'

describe('the region of a postal code', () => {
  it.each([
    ['98402', 'US-WA'],
    ['07105', 'US-NJ'],
    ['10001', 'US-NY'],
    ['94110-1234', 'US-CA'],
    ['00601', 'US-PR'],
    ['20001', 'US-DC'],
    ['V5K 0A1', 'CA-BC'],
    ['h2x1y4', 'CA-QC'],
  ])('of %s is %s', (code, region) => {
    expect(regionOfPostalCode(code)).toBe(region)
  })

  it.each(['7105', '09000', 'X0A 0A0', 'ABCDE', ''])('of %j is not known', (code) => {
    expect(regionOfPostalCode(code)).toBeNull()
  })

  it('exists for every prefix, and every state has one', () => {
    const prefixes = Array.from({ length: 1_000 }, (_unused, prefix) =>
      regionOfPostalCode(`${String(prefix).padStart(3, '0')}01`),
    ).filter((region) => region !== null)
    expect(prefixes.filter((code) => regionByCode(code) === undefined)).toEqual([])
    const states = REGIONS.filter(({ country }) => country === 'US').map(({ code }) => code)
    // The Pacific territories share Hawaii's and Guam's prefixes.
    const missing = states.filter((state) => !prefixes.includes(state))
    expect(missing).toEqual(['US-AS', 'US-MP'])
  })
})
