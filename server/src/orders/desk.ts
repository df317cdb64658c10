import type { Actor } from '@changeover/shared/accounts'
import { AppError, newId, type Id } from '@changeover/shared/commands'
import {
  OrderDeskSchema,
  type ArrangeDesk,
  type OrderDesk,
  type SaveView,
} from '@changeover/shared/orders'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { UnitOfWork } from '../unit-of-work.ts'

/** The topic of everybody's views and columns. */
const TOPIC = 'orders:desk'

/** The actor's columns, their own views, and those that others share with them. */
export async function deskOf(db: Database, actor: Actor): Promise<OrderDesk> {
  const [desk, views] = await Promise.all([
    db
      .selectFrom('orderDesk')
      .select(['columns', 'defaultView'])
      .where('personId', '=', actor.personId)
      .executeTakeFirst(),
    sql`
      select v.id, v.version, v.name, v.query, v.columns, v.shared_with, p.name as owner_name,
        v.owner_id = ${actor.personId} as is_mine
      from order_view v join person p on p.id = v.owner_id
      where v.deleted_at is null and (v.owner_id = ${actor.personId} or v.shared_with in ('everybody', ${actor.role}))
      order by v.owner_id <> ${actor.personId}, v.id
    `.execute(db),
  ])
  return OrderDeskSchema.parse({
    columns: desk?.columns ?? null,
    defaultView: desk?.defaultView ?? null,
    views: views.rows,
  })
}

/** Keeps a view. @throws AppError `NOT_FOUND` where it is not the actor's own, `CONFLICT` where it is newer. */
export async function saveView(
  work: UnitOfWork,
  { viewId, name, query, columns, sharedWith }: SaveView,
): Promise<{ viewId: Id<'OrderView'> }> {
  const values = { name, query: JSON.stringify(query), columns, sharedWith }
  const id = viewId ?? newId<'OrderView'>()
  if (viewId) {
    await lockOwnView(work, viewId)
    await work.tx
      .updateTable('orderView')
      .set((set) => ({ ...values, version: set('version', '+', 1) }))
      .where('id', '=', viewId)
      .execute()
  } else {
    await work.tx
      .insertInto('orderView')
      .values({ id, ownerId: work.actor.personId, ...values })
      .execute()
  }
  work.record({
    kind: 'orders.viewSaved',
    subject: { kind: 'order_view', id },
    payload: { name, sharedWith },
  })
  work.stale(TOPIC)
  return { viewId: id }
}

/** Takes one's own view away, also from those it was shared with. */
export async function deleteView(
  work: UnitOfWork,
  { viewId }: { viewId: Id<'OrderView'> },
): Promise<Record<string, never>> {
  const { name } = await lockOwnView(work, viewId)
  await work.tx
    .updateTable('orderView')
    .set({ deletedAt: work.recordedAt })
    .where('id', '=', viewId)
    .execute()
  work.record({
    kind: 'orders.viewDeleted',
    subject: { kind: 'order_view', id: viewId },
    payload: { name },
  })
  work.stale(TOPIC)
  return {}
}

/** Keeps the actor's columns, or the view that their page opens with. */
export async function arrangeDesk(
  work: UnitOfWork,
  change: ArrangeDesk,
): Promise<Record<string, never>> {
  await work.tx
    .insertInto('orderDesk')
    .values({ personId: work.actor.personId, ...change })
    .onConflict((conflict) =>
      conflict.column('personId').doUpdateSet({ personId: work.actor.personId, ...change }),
    )
    .execute()
  work.record({
    kind: 'orders.deskArranged',
    subject: { kind: 'person', id: work.actor.personId },
    payload: { ...change },
  })
  work.stale(TOPIC)
  return {}
}

async function lockOwnView(work: UnitOfWork, viewId: Id<'OrderView'>): Promise<{ name: string }> {
  const view = await work.tx
    .selectFrom('orderView')
    .select(['name', 'version'])
    .where('id', '=', viewId)
    .where('ownerId', '=', work.actor.personId)
    .where('deletedAt', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!view) throw new AppError('NOT_FOUND', { viewId })
  work.expectVersion(view.version)
  return view
}
