import type { Database } from '../db/database.ts'
import type { UnitOfWork } from '../unit-of-work.ts'

const NAME = 'keeps_photo_position'

/** Whether photos keep where they were taken. They do not, until the organisation says so. */
export async function keepsPhotoPosition(db: Database): Promise<boolean> {
  const found = await db
    .selectFrom('organisationSetting')
    .select('value')
    .where('name', '=', NAME)
    .executeTakeFirst()
  return found?.value === true
}

/** Decides it for photos from now on; what was blanked before stays blank. */
export async function setPhotoPolicy(work: UnitOfWork, data: { keepsPosition: boolean }) {
  const { keepsPosition } = data
  const value = JSON.stringify(keepsPosition)
  await work.tx
    .insertInto('organisationSetting')
    .values({ name: NAME, value, commandId: work.commandId })
    .onConflict((known) => known.column('name').doUpdateSet({ value, commandId: work.commandId }))
    .execute()
  work.record({
    kind: 'files.policySet',
    subject: { kind: 'setting', id: null },
    payload: { keepsPosition },
  })
  work.stale('files')
  return { keepsPosition }
}
