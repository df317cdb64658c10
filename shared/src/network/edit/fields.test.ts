import { describe, expect, it } from 'vitest'
import { FieldChangeSchema } from './fields.ts'

describe('a field that is set by hand', () => {
  it('has the values that its kind allows', () => {
    const ok = (field: string, value: unknown) =>
      FieldChangeSchema.safeParse({ field, value }).success
    expect(ok('accessNotes', 'Gate code at the desk')).toBe(true)
    expect(ok('accessNotes', null)).toBe(true)
    expect(ok('name', null)).toBe(false)
    expect(ok('name', '   ')).toBe(false)
    expect(ok('timeZone', 'America/Denver')).toBe(true)
    expect(ok('timeZone', 'Mountain')).toBe(false)
    expect(ok('region', 'US-WA')).toBe(true)
    expect(ok('region', 'Washington')).toBe(false)
    expect(ok('openedOn', '2024-02-30')).toBe(false)
    expect(ok('isFunded', 'yes')).toBe(false)
    expect(ok('ccs1', '0')).toBe(false)
  })

  it('is a place as one value, written in one way', () => {
    const read = (value: string) => FieldChangeSchema.safeParse({ field: 'coordinates', value })
    expect(read('47.60380, -122.3').data?.value).toBe('47.6038, -122.3')
    for (const half of ['47.6', '47.6, ', 'north, west', '47.6, -122.3, 9'])
      expect(read(half).success).toBe(false)
  })
})
