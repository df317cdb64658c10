import type { Actor } from '@changeover/shared/accounts'
import type { HomeKitOrder, ListRequest, ListResult } from '@changeover/shared/network'
import type { Database, DatabaseTransaction } from '../../db/database.ts'
import type { OnProgress } from '../import/progress.ts'
import { readDetailsUpload, readHomeKitsUpload } from '../import/read-upload.ts'
import type { Upload, Uploads } from '../uploads.ts'
import { planHomeKits, type HomeKit, type OrderKey } from './home-kits.ts'
import type { ListPlan } from './list-plan.ts'
import { planStationDetails, type Hardware, type HardwareSubject } from './station-details.ts'

/** A list that was read and compared with what is there, by its kind. */
export type PlannedList = { kits: readonly HomeKitOrder[]; result: ListResult<unknown> } & (
  | { kind: 'station_details'; plan: ListPlan<HardwareSubject, Hardware> }
  | { kind: 'home_kits'; plan: ListPlan<OrderKey, HomeKit> }
)

/** Reads a list and compares it with the database. Writes nothing. */
export async function planList(
  db: Database | DatabaseTransaction,
  actor: Actor,
  uploads: Uploads,
  upload: Upload,
  request: ListRequest,
  tell?: OnProgress,
): Promise<PlannedList> {
  const how = tell ? { ...request, tell } : request
  if (request.kind === 'station_details') {
    const result = await readDetailsUpload(uploads, upload, how)
    const plan = await planStationDetails(db, actor, result)
    return { kind: request.kind, result, plan, kits: [] }
  }
  const result = await readHomeKitsUpload(uploads, upload, how)
  const plan = await planHomeKits(db, actor, result)
  return { kind: request.kind, result, plan, kits: result.items }
}
