import { OrderChangeSchema } from '@changeover/shared/orders'
import { newId } from '@changeover/shared/commands'
import { describe, expect, it } from 'vitest'
import { BULK_FIELDS, changeOf, type BulkInput } from './bulk-fields.ts'

const empty: BulkInput = { crew: '', day: '', priority: '', milestone: '', kit: '', reason: '' }
const full: BulkInput = {
  crew: newId(),
  day: '2026-11-23',
  priority: '2',
  milestone: newId(),
  kit: newId(),
  reason: 'Wrong photo.',
}

describe('what the bulk bar changes', () => {
  it('is a command that the server takes, for every field', () => {
    const refused = BULK_FIELDS.filter(
      (field) => !OrderChangeSchema.safeParse(changeOf(field, full)).success,
    )
    expect(refused).toEqual([])
  })

  it('waits until what it needs is there', () => {
    const complete = BULK_FIELDS.filter((field) => changeOf(field, empty) !== null)
    expect(complete).toEqual(['scheduledOn', 'dueOn', 'dispatch', 'verify'])
    expect(changeOf('cancel', { ...empty, reason: ' x ' })).toBeNull()
    expect(changeOf('assign', { ...full, crew: 'none' })).toBeNull()
  })

  it('empties a field on purpose only', () => {
    expect(changeOf('crewId', { ...full, crew: 'none' })).toMatchObject({ set: { crewId: null } })
    expect(changeOf('kitTypeId', { ...full, kit: 'none' })).toMatchObject({
      set: { kitTypeId: null },
    })
    expect(changeOf('dueOn', { ...full, day: '' })).toMatchObject({ set: { dueOn: null } })
    expect(changeOf('dueOn', { ...full, day: '2026-13-40' })).toBeNull()
  })
})
