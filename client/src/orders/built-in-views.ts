import { addDays, weekdayOf, type Day } from '@changeover/shared/time'

/** A view that everybody has; its name is looked up in the messages. */
export interface BuiltInView {
  name: string
  query: Readonly<Record<string, string>>
}

/** The built-in views as they are on `today`; days in them are written out, so that a link stays what it was. */
export function builtInViews(today: Day): readonly BuiltInView[] {
  const monday = addDays(today, 1 - weekdayOf(today))
  return [
    { name: 'all', query: {} },
    { name: 'unassigned', query: { crew: 'none', state: 'planned,reopened' } },
    { name: 'today', query: { from: today, to: today } },
    { name: 'week', query: { from: monday, to: addDays(monday, 6), sort: 'scheduledOn' } },
    { name: 'blocked', query: { state: 'blocked', minDays: '5', sort: 'stateSince' } },
    {
      name: 'gate',
      query: {
        charge: 'DC',
        gate: 'before',
        state: 'planned,scheduled,dispatched,blocked,reopened',
      },
    },
    { name: 'review', query: { state: 'done', sort: 'stateSince' } },
  ]
}
