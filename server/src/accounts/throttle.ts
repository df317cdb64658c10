import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'

/**
 * Slows down password guessing without letting anybody lock others out ("device cookies", OWASP).
 *
 * Failures are counted in three windows: for a device that has signed in to this account before (it
 * carries a signed cookie), for an unknown device at one network address, and for one address over
 * all accounts. There is no window for an account alone, so guessing at somebody's account never
 * keeps that person out. All processes share the counts.
 */
export const DEVICE_COOKIE = 'changeover.device'
const WINDOW_MINUTES = 15
const LIMITS = { device: 20, account: 10, address: 100 }

export interface Attempt {
  email: string
  /** The network address that the request came from. */
  address: string
  /** The device cookie's value, if one came. */
  device: string | undefined
}

/** What a device gets after a sign-in: it knows this account. */
export function deviceCookie(secret: string, email: string, deviceId: string): string {
  const mark = createHmac('sha256', secret).update(`device ${deviceId} ${email.toLowerCase()}`)
  return `${deviceId}.${mark.digest('base64url')}`
}

/**
 * Counts the attempt and says whether it may be tried. Counted before it is tried, so that a
 * thousand attempts at once are a thousand attempts.
 */
export async function countAttempt(
  db: Database,
  secret: string,
  attempt: Attempt,
): Promise<boolean> {
  const windows = windowsOf(secret, attempt)
  const { rows } = await sql<{ key: string; failures: number }>`
    insert into sign_in_failure as f (key, failures)
    select key, 1 from unnest(${Object.keys(windows).toSorted()}::text[]) as key
    on conflict (key) do update set
      failures = case when ${isCurrent} then f.failures + 1 else 1 end,
      since = case when ${isCurrent} then f.since else now() end
    returning f.key, f.failures
  `.execute(db)
  return rows.every(({ key, failures }) => failures <= windows[key])
}

/** A right password forgives what this device tried, and its own attempt at the network address. */
export async function forgive(db: Database, secret: string, attempt: Attempt): Promise<void> {
  const [own, ...others] = Object.keys(windowsOf(secret, attempt))
  await db.deleteFrom('signInFailure').where('key', '=', own).execute()
  if (others.length === 0) return
  await db
    .updateTable('signInFailure')
    .set({ failures: sql<number>`greatest(failures - 1, 0)` })
    .where('key', 'in', others)
    .execute()
}

const isCurrent = sql`f.since > now() - ${WINDOW_MINUTES} * interval '1 minute'`

/** The windows that count this attempt, with their limits; the first is the narrowest. */
function windowsOf(secret: string, { email, address, device }: Attempt): Record<string, number> {
  if (device && isGenuine(secret, email, device))
    return { [keyOf('device', device)]: LIMITS.device }
  return {
    [keyOf('account', `${email.toLowerCase()} ${address}`)]: LIMITS.account,
    [keyOf('address', address)]: LIMITS.address,
  }
}

function isGenuine(secret: string, email: string, device: string): boolean {
  const expected = Buffer.from(deviceCookie(secret, email, device.split('.')[0]))
  const given = Buffer.from(device)
  return expected.length === given.length && timingSafeEqual(expected, given)
}

/** Addresses and accounts are not kept in the clear. */
function keyOf(kind: string, text: string): string {
  return `${kind} ${createHash('sha256').update(text).digest('base64url')}`
}
