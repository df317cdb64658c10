import { describe, expect, it } from 'vitest'
import { POPULATIONS } from './populations.ts'

const total = (country: string) =>
  [...POPULATIONS]
    .filter(([region]) => region.startsWith(country))
    .reduce((sum, [, people]) => sum + people, 0)

describe('the populations', () => {
  it('add up to what the censuses counted', () => {
    expect(total('US') - (POPULATIONS.get('US-PR') ?? 0)).toBe(331_449_281)
    expect(total('CA')).toBe(36_991_981)
  })
  it('name 52 regions of the United States and 13 of Canada', () => {
    const regions = [...POPULATIONS.keys()]
    expect(regions.filter((region) => region.startsWith('US-'))).toHaveLength(52)
    expect(regions.filter((region) => region.startsWith('CA-'))).toHaveLength(13)
  })
})
