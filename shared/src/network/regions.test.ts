import { describe, expect, it } from 'vitest'
import {
  isInCountry,
  isInRegion,
  nameRegions,
  regionByCode,
  regionByText,
  REGIONS,
  regionsWithin,
} from './regions.ts'

describe('a region', () => {
  it('is found by its code, its letters or its name', () => {
    for (const region of REGIONS) {
      expect(regionByCode(region.code)).toBe(region)
      for (const text of [
        region.code,
        region.code.slice(3),
        region.code.slice(3).toLowerCase(),
        region.name,
      ])
        expect(regionByText(text)).toBe(region)
    }
    expect(regionByText('Cook County')).toBeUndefined()
    expect(regionByText('constructor')).toBeUndefined()
  })

  it('is one of 51 states, 5 territories and 13 provinces, each with a time zone that exists', () => {
    expect(REGIONS).toHaveLength(51 + 5 + 13)
    for (const { timeZone } of REGIONS)
      expect(() => new Intl.DateTimeFormat('en', { timeZone })).not.toThrow()
  })

  it('has a box around its places', () => {
    const washington = regionByCode('US-WA')
    expect(washington && isInRegion(washington, 47.6, -122.3)).toBe(true)
    expect(washington && isInRegion(washington, 45.5, -122.7)).toBe(true)
    expect(washington && isInRegion(washington, 44.9, -123)).toBe(false)
    expect(isInCountry('US', 49.3, -123.1)).toBe(true)
    expect(isInCountry('US', 51.5, -0.1)).toBe(false)
  })
})

describe('a scope of regions', () => {
  it('names single regions, and all of a country by its code', () => {
    expect(regionsWithin(['US-WA', 'US-OR'])).toEqual(['US-WA', 'US-OR'])
    const provinces = regionsWithin(['CA'])
    expect(provinces).toHaveLength(13)
    expect(provinces.every((code) => code.startsWith('CA-'))).toBe(true)
    expect(regionsWithin(['US', 'CA'])).toEqual(REGIONS.map(({ code }) => code))
  })

  it('is read as a heading', () => {
    expect(nameRegions(['CA'])).toBe('Canada')
    expect(nameRegions(['US-WA', 'US-OR'])).toBe('Washington, Oregon')
    expect(nameRegions(['US-WA', 'US-OR', 'CA-BC'])).toBe('Washington + 2')
    expect(nameRegions(['XX'])).toBe('XX')
  })
})
