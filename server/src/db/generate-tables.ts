import { sql } from 'kysely'
import { generate, RawExpressionNode, PostgresDialect } from 'kysely-codegen'
import type { Database } from './database.ts'

/** What the generated file says of a column beyond its SQL type. */
interface ColumnFact {
  table: string
  column: string
  hasDefault: boolean
  isIdentity: boolean
  /** The table whose identities the column holds, its own for a primary key. */
  refersTo: string | null
  /** The literals of a `check (column in (…))`. */
  literals: string[] | null
}

/** Identity columns without a foreign key: commands and uploads are not rows, and some tables come later. */
const kindsByEnding = [
  ['command_id', 'Command'],
  ['order_id', 'WorkOrder'],
  ['track_id', 'Track'],
  ['kit_type_id', 'KitType'],
  ['crew_id', 'Crew'],
  ['milestone_id', 'Milestone'],
  ['station_id', 'Station'],
  ['upload_id', 'Upload'],
  ['actor_id', 'Person'],
  ['_by', 'Person'],
] as const

/**
 * TypeScript types of the migrated schema: identities branded by the table they belong to, days and
 * instants by name, checked text columns as unions.
 */
export async function generateTables(db: Database): Promise<string> {
  const facts = await readFacts(db)
  const columns: Record<string, RawExpressionNode> = {}
  for (const fact of facts) {
    const type = typeOf(fact)
    if (type === null) continue
    columns[`${fact.table}.${fact.column}`] = new RawExpressionNode(
      fact.hasDefault ? `Generated<${type}>` : type,
    )
  }
  return generate({
    db: db.withoutPlugins(),
    dialect: new PostgresDialect(),
    camelCase: true,
    // Tables of the migrator, and those that the job queue keeps in a schema of its own.
    excludePattern: '{kysely_*,*.kysely_*,graphile_worker*.*}',
    outFile: null,
    overrides: { columns },
    typeMapping: {
      date: 'Day',
      timestamptz: 'Instant',
      numeric: 'number',
      int8: 'number',
      time: 'string',
      xid8: 'string',
    },
    customImports: {
      Day: '@changeover/shared/time',
      Instant: '@changeover/shared/time',
      Id: '@changeover/shared/commands',
    },
    typeOnlyImports: true,
  })
}

function typeOf(fact: ColumnFact): string | null {
  if (fact.literals) return fact.literals.map((literal) => `'${literal}'`).join(' | ')
  if (!fact.isIdentity) return null
  const kind = kindsByEnding.find(([ending]) => fact.column.endsWith(ending))?.[1]
  const table = fact.refersTo ? pascalCase(fact.refersTo) : null
  const named = fact.column === 'id' ? table : (kind ?? table)
  return named ? `Id<'${named}'>` : null
}

function pascalCase(table: string): string {
  return table.replace(/(?:^|_)(\w)/g, (_match, letter: string) => letter.toUpperCase())
}

async function readFacts(db: Database): Promise<ColumnFact[]> {
  const { rows } = await sql<{
    table_name: string
    column_name: string
    type: string
    defaulted: boolean
    refers_to: string | null
    check: string | null
  }>`
    select c.relname as table_name, a.attname as column_name, t.typname as type,
      a.atthasdef or a.attidentity <> '' as defaulted,
      (select coalesce(f.relname, c.relname) from pg_constraint k left join pg_class f on f.oid = k.confrelid
        where k.conrelid = c.oid and k.conkey = array[a.attnum]
          and (k.contype = 'f' or k.contype = 'p' and t.typname = 'uuid') order by k.contype limit 1) as refers_to,
      (select pg_get_constraintdef(k.oid) from pg_constraint k
        where k.conrelid = c.oid and k.contype = 'c' and k.conkey = array[a.attnum]
          and pg_get_constraintdef(k.oid) like '%ANY (ARRAY[%' limit 1) as check
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    where c.relkind = 'r'
    order by 1, a.attnum
  `.execute(db.withoutPlugins())
  return rows.map((row) => ({
    table: row.table_name,
    column: row.column_name,
    hasDefault: row.defaulted,
    isIdentity: row.type === 'uuid',
    refersTo: row.type === 'uuid' ? row.refers_to : null,
    literals: row.check
      ? [...row.check.matchAll(/'([^']+)'::text/g)].map((match) => match[1])
      : null,
  }))
}
