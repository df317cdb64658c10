import { DEFAULT_RUNS } from '@changeover/shared/forecast'
import { addWeeks, type Day } from '@changeover/shared/time'
import type { Services } from '../context.ts'
import { reportPast } from './report.ts'

/** Futures that a day further back is played with: its chance is then within 4 points. */
const PAST_RUNS = 500

/**
 * Says what would have been said in each of the `weeks` weeks up to `today`: today and the week
 * before first, as the first screen compares them, then back in time. What is on record is not said
 * again, so a run that `signal` ended goes on where it was.
 */
export async function reportHistory(
  services: Pick<Services, 'db' | 'announcer'>,
  today: Day,
  weeks: number,
  signal?: AbortSignal,
): Promise<void> {
  for (let week = 0; week <= weeks; week++) {
    signal?.throwIfAborted()
    await reportPast(services, addWeeks(today, -week), week > 1 ? PAST_RUNS : DEFAULT_RUNS)
  }
}
