import { describe, expect, it } from 'vitest'
import { FieldChangeSchema, refusalOf } from './fields.ts'

const free = { hasOrders: false, isFundedBySource: false }

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

  it('stays where something is counted by it, or the source says funded', () => {
    expect(refusalOf('region', 'US-OR', { ...free, hasOrders: true })).toBe('HAS_ORDERS')
    expect(refusalOf('kitFamily', null, { ...free, hasOrders: true })).toBe('HAS_ORDERS')
    expect(refusalOf('isFunded', false, { ...free, isFundedBySource: true })).toBe(
      'FUNDED_BY_SOURCE',
    )
    expect(refusalOf('isFunded', true, { ...free, isFundedBySource: true })).toBeNull()
    expect(refusalOf('name', 'Depot', { hasOrders: true, isFundedBySource: true })).toBeNull()
  })
})
