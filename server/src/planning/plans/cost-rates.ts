import type { CostRate } from '@changeover/shared/planning'
import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { tableThen, type AsOf } from '../../past/index.ts'

/** The prices that are known, or were known at the end of a past day. */
export async function readCostRates(db: Database, asOf: AsOf): Promise<CostRate[]> {
  const { rows } = await sql<CostRate>`
    select subject, cents::float8 as cents, currency from ${tableThen('cost_rate', asOf)} r order by subject
  `.execute(db)
  return rows
}
