import { AppError, canonicalJson, newId, type Id } from '@changeover/shared/commands'
import { ChecklistStepSchema, diffSteps, type ChecklistTemplate } from '@changeover/shared/program'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Database } from '../db/database.ts'
import type { UnitOfWork } from '../unit-of-work.ts'

const stepsSchema = z.array(ChecklistStepSchema)

/** Each template in its newest version, with the kits that it is for and the orders that run by any version of it. */
export async function listChecklists(db: Database) {
  const { rows } = await sql<{
    code: string
    name: string
    version: number
    publishedOn: Day
    steps: number
    kits: { id: Id<'KitType'>; code: string; name: string }[]
    openOrders: number
  }>`
    select l.code, l.name, l.version, l.published_on, jsonb_array_length(l.steps) as steps,
      (select coalesce(jsonb_agg(jsonb_build_object('id', k.id, 'code', k.code, 'name', k.name) order by k.code), '[]')
        from kit_type k where k.checklist_code = l.code and k.deleted_at is null) as kits,
      (select count(*) from work_order w join checklist_template own on own.id = w.checklist_template_id
        where own.code = l.code and w.deleted_at is null and w.state not in ('done', 'verified', 'cancelled')) as open_orders
    from (select distinct on (code) * from checklist_template order by code, version desc) l order by l.name, l.code
  `.execute(db)
  return rows
}

/** A template with all its versions. @throws AppError `NOT_FOUND` */
export async function getChecklist(db: Database, code: string) {
  const { rows } = await sql<{
    version: number
    name: string
    publishedOn: Day
    steps: unknown
    openOrders: number
  }>`
    select l.version, l.name, l.published_on, l.steps, (select count(*) from work_order w
      where w.checklist_template_id = l.id and w.deleted_at is null and w.state not in ('done', 'verified', 'cancelled')) as open_orders
    from checklist_template l where l.code = ${code} order by l.version desc
  `.execute(db)
  if (rows.length === 0) throw new AppError('NOT_FOUND', { checklist: code })
  return { code, versions: rows.map((row) => ({ ...row, steps: stepsSchema.parse(row.steps) })) }
}

/**
 * Publishes a template: the first version of a new code, or the next one. Orders that exist keep the
 * version that they were made with; new orders get this one.
 *
 * @throws AppError `NOTHING_TO_DO` where nothing differs, `CONFLICT` where somebody published meanwhile.
 */
export async function publishChecklist(
  work: UnitOfWork,
  { code, name, steps }: Pick<ChecklistTemplate, 'code' | 'name' | 'steps'>,
): Promise<{ version: number }> {
  // One after the other for each code, also before its first row exists.
  await sql`select pg_advisory_xact_lock(hashtext(${`checklist ${code}`}))`.execute(work.tx)
  const newest = await work.tx
    .selectFrom('checklistTemplate')
    .select(['version', 'name', 'steps'])
    .where('code', '=', code)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  const before = newest ? stepsSchema.parse(newest.steps) : []
  if (newest) {
    work.expectVersion(newest.version)
    if (newest.name === name && canonicalJson(before) === canonicalJson(steps))
      throw new AppError('NOTHING_TO_DO', { checklist: code })
  } else if (work.envelope.baseVersion !== undefined)
    throw new AppError('NOT_FOUND', { checklist: code })
  const version = (newest?.version ?? 0) + 1
  const id = newId<'ChecklistTemplate'>()
  await work.tx
    .insertInto('checklistTemplate')
    .values({ id, code, version, name, steps: JSON.stringify(steps), publishedOn: work.recordedOn })
    .execute()
  work.record({
    kind: 'checklist.published',
    subject: { kind: 'checklist', id },
    payload: { code, version, name, changes: diffSteps(before, steps) },
  })
  work.stale('program')
  return { version }
}

/** Says which checklist orders with a kit get from now on. */
export async function setKitChecklist(
  work: UnitOfWork,
  { kitTypeId, code }: { kitTypeId: Id<'KitType'>; code: string },
): Promise<Record<string, never>> {
  const template = await work.tx
    .selectFrom('checklistTemplate')
    .select('code')
    .where('code', '=', code)
    .executeTakeFirst()
  if (!template) throw new AppError('NOT_FOUND', { checklist: code })
  const kit = await work.tx
    .selectFrom('kitType')
    .select(['version', 'checklistCode'])
    .where('id', '=', kitTypeId)
    .where('deletedAt', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!kit) throw new AppError('NOT_FOUND', { kitTypeId })
  work.expectVersion(kit.version)
  await work.tx
    .updateTable('kitType')
    .set((set) => ({ checklistCode: code, version: set('version', '+', 1) }))
    .where('id', '=', kitTypeId)
    .execute()
  work.record({
    kind: 'kit.checklistChanged',
    subject: { kind: 'kit_type', id: kitTypeId },
    payload: { from: kit.checklistCode, to: code },
  })
  work.stale('program')
  return {}
}
