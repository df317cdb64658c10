import type { Id } from '@changeover/shared/commands'
import type { FieldName } from '@changeover/shared/network'
import { sql, type RawBuilder } from 'kysely'
import type { DatabaseTransaction } from '../../db/database.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'
import { countChange } from '../counting.ts'
import type { Edit } from './judge.ts'
import { columnOf } from './subjects.ts'

/** Fields that the network's measures are counted by or dated by. */
const counted = new Set<FieldName>(['region', 'kitFamily', 'openedOn', 'level'])
/** Fields of ports that a site's stock is counted by; the database keeps it for changes of the ledger only. */
const stocked = new Set<FieldName>(['isFunded', 'level'])
const sqlTypes: Partial<Record<FieldName, string>> = { openedOn: 'date', isFunded: 'boolean' }
/** Values in one statement: the text of a larger one costs more than a further statement. */
const AT_ONCE = 10_000

/** Writes edits, and what they were before, so that they can be taken back. */
export async function writeEdits(work: UnitOfWork, edits: readonly Edit[]): Promise<void> {
  const byField = Map.groupBy(edits, ({ field }) => field)
  const siteIds = [...new Set(edits.map(({ siteId }) => siteId))]
  const write = async () => {
    for (const [field, own] of byField)
      for (let first = 0; first < own.length; first += AT_ONCE)
        await writeField(work.tx, field, own.slice(first, first + AT_ONCE))
  }
  const has = (fields: ReadonlySet<FieldName>) => byField.keys().some((field) => fields.has(field))
  if (has(counted)) await countChange(work, siteIds, write)
  else await write()
  if (has(stocked)) await sql`select restock_sites(${siteIds}::uuid[])`.execute(work.tx)
  for (let first = 0; first < edits.length; first += AT_ONCE)
    await keep(work, edits.slice(first, first + AT_ONCE), first)
  work.stale('network', 'progress', ...siteIds.slice(0, 100).map((id) => `site:${id}`))
}

async function writeField(
  tx: DatabaseTransaction,
  field: FieldName,
  edits: readonly Edit[],
): Promise<void> {
  const rows = JSON.stringify(edits.map(({ subjectId, after }) => ({ id: subjectId, v: after })))
  const table = sql.table(edits[0].subjectKind)
  const type = sql.raw(sqlTypes[field] ?? 'text') // A type name from the list above.
  await sql`
    update ${table} as t set ${setOf(field)}
    from jsonb_to_recordset(${rows}::jsonb) as r(id uuid, v ${type}) where t.id = r.id
  `.execute(tx)
  if (field !== 'isFunded') return
  await sql`
    update port p set is_funded = coalesce(r.v, false)
    from jsonb_to_recordset(${rows}::jsonb) as r(id uuid, v boolean)
    where p.station_id = r.id and p.deleted_at is null and p.is_funded <> coalesce(r.v, false)
  `.execute(tx)
}

/** What an update of `t` sets to the value `r.v`. Ports have no version: nobody edits one alone. */
function setOf(field: FieldName): RawBuilder<unknown> {
  const part = (index: number) => sql`split_part(r.v, ', ', ${sql.lit(index)})::double precision`
  if (field === 'coordinates')
    return sql`lat = ${part(1)}, lon = ${part(2)}, version = t.version + 1`
  const value = sql`${sql.ref(columnOf(field))} = r.v`
  return field === 'level' ? value : sql`${value}, version = t.version + 1`
}

async function keep(work: UnitOfWork, edits: readonly Edit[], first: number): Promise<void> {
  const rows = edits.map(({ name: _name, ...edit }, index) => ({ ...edit, n: first + index }))
  await sql`
    insert into network_edit (command_id, ordinal, site_id, subject_kind, subject_id, field, before, after)
    select ${work.commandId}::uuid, n, "siteId", "subjectKind", "subjectId", field, coalesce(before, 'null'), coalesce(after, 'null')
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(n integer, "siteId" uuid, "subjectKind" text,
      "subjectId" uuid, field text, before jsonb, after jsonb)
  `.execute(work.tx)
}

/** What a command edited, with what stands there now. */
export async function listEdits(
  tx: DatabaseTransaction,
  commandId: Id<'Command'>,
): Promise<Omit<Edit, 'name'>[]> {
  const { rows } = await sql<Omit<Edit, 'name'>>`
    select field, subject_kind as "subjectKind", subject_id as "subjectId", site_id as "siteId", before, after
    from network_edit where command_id = ${commandId}::uuid order by ordinal
  `.execute(tx)
  return rows
}
