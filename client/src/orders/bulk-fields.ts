import { asId } from '@changeover/shared/commands'
import { OfficeStepSchema, needsReason, type OrderChange } from '@changeover/shared/orders'
import { isDay } from '@changeover/shared/time'

/** What the bulk bar can change, in the order of its menu; `assign` is crew and day together. */
export const BULK_FIELDS = [
  'assign',
  'crewId',
  'scheduledOn',
  'dueOn',
  'priority',
  'milestoneId',
  'kitTypeId',
  'dispatch',
  'verify',
  'reopen',
  'cancel',
] as const
export type BulkField = (typeof BULK_FIELDS)[number]

/** What was typed and chosen; empty text stands for nothing chosen, `none` for an empty field. */
export interface BulkInput {
  crew: string
  day: string
  priority: string
  milestone: string
  kit: string
  reason: string
}

/** The change that was entered, or null while something is missing. */
export function changeOf(field: BulkField, input: BulkInput): OrderChange | null {
  const set = (values: OrderChange['set']): OrderChange => ({
    set: values,
    step: null,
    reason: null,
  })
  const crewId = input.crew === 'none' ? null : asId<'Crew'>(input.crew)
  const day = isDay(input.day) ? input.day : null
  switch (field) {
    case 'assign':
      return input.crew && crewId && day ? set({ crewId, scheduledOn: day }) : null
    case 'crewId':
      return input.crew ? set({ crewId }) : null
    case 'scheduledOn':
      return day || input.day === '' ? set({ scheduledOn: day }) : null
    case 'dueOn':
      return day || input.day === '' ? set({ dueOn: day }) : null
    case 'priority':
      return input.priority ? set({ priority: Number(input.priority) }) : null
    case 'milestoneId':
      return input.milestone ? set({ milestoneId: asId<'Milestone'>(input.milestone) }) : null
    case 'kitTypeId':
      if (!input.kit) return null
      return set({ kitTypeId: input.kit === 'none' ? null : asId<'KitType'>(input.kit) })
    case 'dispatch':
    case 'verify':
    case 'reopen':
    case 'cancel': {
      const step = OfficeStepSchema.parse(field)
      const reason = input.reason.trim()
      if (!needsReason(step)) return { set: {}, step, reason: null }
      return reason.length >= 3 ? { set: {}, step, reason } : null
    }
  }
}
