/** From here on a phone's word reached us noticeably later than it says that it happened. */
const LATE_MS = 5 * 60 * 1000

/** A phone without a signal says later what it did: both times are worth reading. */
export function isReportedLate(entry: { occurredAt: string; recordedAt: string }): boolean {
  return new Date(entry.recordedAt).getTime() - new Date(entry.occurredAt).getTime() > LATE_MS
}

/** Devices have no names, only ids; the end of one tells two phones of a crew apart. */
export function deviceName(deviceId: string): string {
  return deviceId.replaceAll('-', '').slice(-4).toUpperCase()
}
