import type { Instant } from '@changeover/shared/time'
import { addDays } from '@changeover/shared/time'
import type { FeedOrder } from './feeds.ts'

/** How often a calendar shall ask again. */
const REFRESH = 'PT1H'
const LINE_OCTETS = 75

/**
 * A crew's orders as iCalendar (RFC 5545). An order is planned for a day, not an hour, so each is an
 * all-day event: a day without a time zone is the same day wherever the phone is. `UID` stays with
 * the order and `SEQUENCE` rises with its version, so that a calendar moves what moved and takes out
 * what was cancelled.
 */
export function icsOf(crewName: string, orders: readonly FeedOrder[], baseUrl: string): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Changeover//Crew week//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${text(crewName)}`,
    `REFRESH-INTERVAL;VALUE=DURATION:${REFRESH}`,
    `X-PUBLISHED-TTL:${REFRESH}`,
    ...orders.flatMap((order) => eventOf(order, baseUrl)),
    'END:VCALENDAR',
  ]
  return lines.map(fold).join('')
}

function eventOf(order: FeedOrder, baseUrl: string): string[] {
  const url = `${baseUrl}/orders/${order.id}/sheet`
  const description = [
    `${order.portCount} × ${order.kitName ?? 'kit named on site'} (${order.charge})`,
    ...(order.hostContact ? [`Host: ${order.hostContact}`] : []),
    ...(order.accessNotes ? [`Access: ${order.accessNotes}`] : []),
    url,
  ].join('\n')
  return [
    'BEGIN:VEVENT',
    `UID:order-${order.id}@changeover`,
    `SEQUENCE:${order.version}`,
    `DTSTAMP:${stamp(order.changedAt)}`,
    `LAST-MODIFIED:${stamp(order.changedAt)}`,
    `DTSTART;VALUE=DATE:${order.scheduledOn.replaceAll('-', '')}`,
    `DTEND;VALUE=DATE:${addDays(order.scheduledOn, 1).replaceAll('-', '')}`,
    `SUMMARY:${text(`${order.siteName} · order ${order.number}`)}`,
    `LOCATION:${text(order.address)}`,
    ...(order.lat !== null && order.lon !== null ? [`GEO:${order.lat};${order.lon}`] : []),
    `DESCRIPTION:${text(description)}`,
    `URL:${url}`,
    `STATUS:${order.isOn ? 'CONFIRMED' : 'CANCELLED'}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ]
}

/** An instant in UTC, as the format writes it. */
function stamp(instant: Instant): string {
  return `${instant.slice(0, 19).replaceAll(/[-:]/g, '')}Z`
}

/** Text with what would end it escaped (RFC 5545, 3.3.11). */
function text(value: string): string {
  return value
    .replaceAll('\r', '')
    .replace(/[\\;,]/g, (special) => `\\${special}`)
    .replaceAll('\n', '\\n')
}

/** Lines of at most 75 octets, the rest after a blank, no letter torn apart (RFC 5545, 3.1). */
function fold(line: string): string {
  let folded = ''
  let octets = 0
  for (const letter of line) {
    const size = Buffer.byteLength(letter)
    if (octets + size > LINE_OCTETS) {
      folded += '\r\n '
      octets = 1
    }
    folded += letter
    octets += size
  }
  return `${folded}\r\n`
}
