import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, parseDay } from '../../time/index.ts'
import { crewCalendar } from './crew-day.ts'
import { areaTypesBy } from './area-type.ts'
import { permitOn, permitState, type Permit } from './permit.ts'
import { weightOfPriority } from './priority.ts'

const today = parseDay('2026-11-23')
const permit = (parts: Partial<Permit> = {}): Permit => ({
  leadDays: 20,
  appliedOn: null,
  expectedOn: null,
  grantedOn: null,
  expiresOn: null,
  ...parts,
})

describe('a permit', () => {
  it('that nobody has applied for takes its lead time from today', () => {
    expect(permitState(permit(), today)).toBe('missing')
    expect(permitOn(permit(), today)).toBe('2026-12-13')
  })

  it('that was applied for is there when expected, else after its lead time', () => {
    const applied = permit({ appliedOn: parseDay('2026-11-16') })
    expect(permitState(applied, today)).toBe('applied')
    expect(permitOn(applied, today)).toBe('2026-12-06')
    expect(permitOn({ ...applied, expectedOn: parseDay('2026-12-01') }, today)).toBe('2026-12-01')
  })

  it('is late after the day it was expected, and not planned before tomorrow', () => {
    const late = permit({
      appliedOn: parseDay('2026-10-01'),
      expectedOn: parseDay('2026-11-20'),
    })
    expect(permitState(late, today)).toBe('late')
    expect(permitOn(late, today)).toBe('2026-11-24')
  })

  it('expires: thirty days before it says so, afterwards a new one is needed', () => {
    const granted = permit({ grantedOn: parseDay('2026-10-01'), expiresOn: addDays(today, 31) })
    expect(permitState(granted, today)).toBe('granted')
    expect(permitState(granted, addDays(today, 1))).toBe('expiring')
    expect(permitState(granted, addDays(today, 32))).toBe('expired')
    expect(permitOn(granted, addDays(today, 32))).toBe(addDays(today, 52))
  })
})

describe('the area type of a site', () => {
  const around = (count: number) =>
    Array.from({ length: count }, () => ({ latitude: 47.61, longitude: -122.33 }))

  it('follows the number of sites around it', () => {
    const seattle = { latitude: 47.6, longitude: -122.3 }
    expect(areaTypesBy(around(1))(seattle)).toBe('rural')
    expect(areaTypesBy(around(6))(seattle)).toBe('suburban')
    expect(areaTypesBy(around(30))(seattle)).toBe('urban')
    expect(areaTypesBy(around(30))({ latitude: 47.6, longitude: -121 })).toBe('rural')
  })

  it('does not depend on the order of the sites', () => {
    const place = fc.record({
      latitude: fc.double({ min: 25, max: 49, noNaN: true }),
      longitude: fc.double({ min: -124, max: -67, noNaN: true }),
    })
    fc.assert(
      fc.property(fc.array(place), place, (sites, asked) => {
        expect(areaTypesBy(sites.toReversed())(asked)).toBe(areaTypesBy(sites)(asked))
      }),
    )
  })
})

describe('a priority', () => {
  it('weighs one when it is ordinary, four when it is urgent', () => {
    expect([1, 2, 3, 4, 5].map(weightOfPriority)).toEqual([4, 2, 1, 0.5, 0.25])
  })
})

describe('a crew’s day', () => {
  const crew = {
    crew: 'Rainier',
    region: 'US-WA',
    holidaysOf: '',
    Mon: '08:00-16:30',
    Thu: '08:00-16:30',
  }
  const dayOf = crewCalendar(
    [
      {
        id: 'a',
        cells: { crew: 'Rainier', from: '2026-11-20', to: '2026-11-23', reason: 'Leave' },
      },
    ],
    [
      {
        id: 'h',
        cells: { region: 'US-WA', day: '2026-11-26', name: 'Thanksgiving', dayOff: 'yes' },
      },
      { id: 'w', cells: { region: 'US-WA', day: '2026-11-30', name: 'Ours', dayOff: 'no' } },
    ],
  )

  it('is a shift, unless the crew is off, absent, or keeps a holiday', () => {
    const kinds = ['2026-11-23', '2026-11-24', '2026-11-26', '2026-11-30'].map(
      (day) => dayOf(crew, parseDay(day)).kind,
    )
    expect(kinds).toEqual(['absent', 'off', 'holiday', 'works'])
  })

  it('follows the calendar of another region where the crew keeps that', () => {
    expect(dayOf({ ...crew, holidaysOf: 'US-OR' }, parseDay('2026-11-26')).kind).toBe('works')
  })
})
