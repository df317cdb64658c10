/**
 * Days and instants. The only module that does date arithmetic.
 *
 * A *day* is a calendar date without a time zone, held as `YYYY-MM-DD`: it sorts as text, survives
 * JSON and is PostgreSQL's `date`. An *instant* is a point on the time line, held as ISO 8601 UTC.
 * A day is never derived from an instant without naming the time zone.
 */
export {
  addDays,
  addWeeks,
  daysBetween,
  daysFrom,
  firstDayOfMonth,
  isDay,
  parseDay,
  toDay,
  weekdayOf,
  weekOf,
  weeksBetween,
} from './day.ts'
export { type Day } from './day.ts'
export { dayAt, toInstant, type Instant } from './instant.ts'
export { DaySchema, InstantSchema } from './schemas.ts'
export { writeDay, type DayStyle } from './write-day.ts'
