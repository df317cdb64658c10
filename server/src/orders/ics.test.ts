import { newId } from '@changeover/shared/commands'
import { parseDay, toInstant } from '@changeover/shared/time'
import { describe, expect, it } from 'vitest'
import type { FeedOrder } from './feeds.ts'
import { icsOf } from './ics.ts'

const order: FeedOrder = {
  id: newId(),
  number: 7,
  version: 3,
  scheduledOn: parseDay('2026-12-31'),
  changedAt: toInstant('2026-11-22T14:00:18.219Z'),
  isOn: true,
  siteName: 'Harbor; North, "A"\nBEGIN:VALARM',
  address: '1 Main St, Seattle, WA 98101',
  lat: 47.6,
  lon: -122.3,
  charge: 'AC',
  kitName: 'CT4000 second cable, NACS',
  portCount: 2,
  hostContact:
    'Åsa Søren, +1 555 0100, 🔌 please ring twice and wait at the blue gate behind the mall',
  accessNotes: null,
}

/** Unfolds and splits as RFC 5545, 3.1 says. */
const linesOf = (ics: string) => ics.replaceAll('\r\n ', '').split('\r\n')

describe('a crew’s week as iCalendar', () => {
  it('is an all-day event on the order’s day, which no time zone shifts', () => {
    const lines = linesOf(icsOf('Crew Rainier', [order], 'https://c.example'))
    expect(lines).toContain('DTSTART;VALUE=DATE:20261231')
    expect(lines).toContain('DTEND;VALUE=DATE:20270101')
    expect(lines).toContain('DTSTAMP:20261122T140018Z')
    expect(lines.filter((line) => /^(DTSTART|DTEND)/.test(line)).join()).not.toContain('TZID')
  })

  it('keeps its identity and counts its changes, so that calendars follow', () => {
    const lines = linesOf(icsOf('Crew', [{ ...order, isOn: false }], 'https://c.example'))
    expect(lines).toContain(`UID:order-${order.id}@changeover`)
    expect(lines).toContain('SEQUENCE:3')
    expect(lines).toContain('STATUS:CANCELLED')
  })

  it('escapes what would end a text and folds lines at 75 octets without tearing letters', () => {
    const ics = icsOf('Crew', [order], 'https://c.example')
    expect(linesOf(ics)).toContain(String.raw`SUMMARY:Harbor\; North\, "A"\nBEGIN:VALARM · order 7`)
    expect(linesOf(ics).filter((line) => line.startsWith('BEGIN:'))).toHaveLength(2)
    const longest = Math.max(...ics.split('\r\n').map((line) => Buffer.byteLength(line)))
    expect(longest).toBeLessThanOrEqual(75)
    expect(ics).not.toContain('\uFFFD')
    expect(ics.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  })
})
