import { appRouter } from '@changeover/server/router'
import { isAllowed, RoleSchema, type ProcedureName } from '@changeover/shared/accounts'
import { newId } from '@changeover/shared/commands'
import type { AnyProcedure, AnyRouter } from '@trpc/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startAttacked, type Attacked } from './attacked.ts'
import { attacksOn } from './hostile-inputs.ts'

/**
 * SQL and nonsense in every place of every input that the API takes: each search, filter, sort, cursor
 * and id. What is interpolated into SQL would be a syntax error, which is answered with 500.
 */
let attacked: Attacked
beforeAll(async () => void (attacked = await startAttacked()))
afterAll(() => attacked.close())

// A router also answers as a record of its slices, whose type hides the definition behind it.
const { procedures } = (appRouter as unknown as AnyRouter)._def as {
  procedures: Record<string, AnyProcedure & { _def: { inputs: z.ZodType[] } }>
}

const AnswerSchema = z.array(
  z.object({
    error: z.object({ message: z.string(), data: z.object({ httpStatus: z.int() }) }).optional(),
  }),
)
const AT_ONCE = 40
const SHAPE_OF_ID = /^[0-9a-f-]{36}$/

/** A command that was valid is carried out once, so each has an id of its own. */
function asOwnCommand(input: unknown): unknown {
  const command = z.looseObject({ commandId: z.string().regex(SHAPE_OF_ID) }).safeParse(input)
  return command.success ? { ...command.data, commandId: newId() } : input
}

/** What somebody would have made or dropped who got SQL through. */
async function whatIsThere() {
  const { rows } = await attacked.server.opened.services.pool.query(
    `select (select count(*) from work_order) as orders, (select count(*) from site) as sites,
       (select string_agg(tablename, ' ' order by tablename) from pg_tables where schemaname = 'public') as tables`,
  )
  return rows
}

/** Sends the inputs, as many as fit, in one request. @returns those that were answered with a failure of ours. */
async function attack(path: string, inputs: unknown[]): Promise<string[]> {
  const failed: string[] = []
  for (let from = 0; from < inputs.length; from += AT_ONCE) {
    const some = inputs.slice(from, from + AT_ONCE)
    const role = RoleSchema.options.find((one) => isAllowed(path as ProcedureName, one)) // The permission test fails for a path that is no row.
    const response = await attacked.post(
      `/api/trpc/${some.map(() => path).join(',')}?batch=1`,
      JSON.stringify(Object.fromEntries(some.map(asOwnCommand).entries())),
      { cookie: await attacked.cookieOf(role ?? 'administrator'), origin: attacked.server.url },
    )
    const text = await response.text()
    expect(text).not.toMatch(/syntax error|pg_catalog|SQLSTATE|invalid input syntax/)
    for (const [index, { error }] of AnswerSchema.parse(JSON.parse(text)).entries())
      if (error && error.data.httpStatus >= 500)
        failed.push(`${path} ${JSON.stringify(some[index])}`)
  }
  return failed
}

describe('SQL', () => {
  it.each(['query', 'mutation'] as const)(
    'in any place of any %s: text, or refused',
    async (type) => {
      const before = await whatIsThere()
      const failed: string[] = []
      for (const [path, { _def: definition }] of Object.entries(procedures)) {
        const [schema] = definition.inputs
        if (definition.type !== type || !schema) continue
        failed.push(...(await attack(path, attacksOn(schema))))
      }
      expect(failed).toEqual([])
      expect(await whatIsThere()).toEqual(before)
    },
  )
})

describe('a forged cursor', () => {
  const HOSTILE = [
    `'; drop table work_order; --`,
    '2026-99-99',
    '-infinity',
    '1',
    'NaN',
    '\u0000',
    '',
  ]

  it.each(['number', 'scheduledOn', 'dueOn', 'stateSince'])(
    'of the orders by %s: text, or refused',
    async (by) => {
      const inputs = [true, false].flatMap((isDescending) =>
        HOSTILE.map((value) => ({ sort: { by, isDescending }, after: { value, number: 1 } })),
      )
      expect(await attack('orders.list', inputs)).toEqual([])
    },
  )

  it.each(['name', 'region', 'ports', 'progress'])(
    'of the sites by %s: text, or refused',
    async (sort) => {
      const id = newId()
      const forged = [...HOSTILE, 1, 1e300, 0.5, null].flatMap((value) => [
        [value, id],
        [value, `${id}'`],
      ])
      const inputs = forged.map((cursor) => ({
        sort,
        after: Buffer.from(JSON.stringify(cursor)).toString('base64url'),
      }))
      expect(await attack('network.listSites', inputs)).toEqual([])
    },
  )
})

describe('a file', () => {
  it.each([
    `network/sites.csv?selection=${encodeURIComponent(`{"filter":{"search":"'; drop table site; --"}}`)}`,
    `network/sites.csv'--.csv`,
    `orders/export.csv?filter=${encodeURIComponent(`{"search":"'; drop table work_order; --"}`)}`,
    `orders/export.csv?filter=${encodeURIComponent(`{"state":"' or 1=1"}`)}`,
    `feeds/${'a'.repeat(40)}'--.ics`,
  ])('asked for as /api/%s: text, or refused', async (path) => {
    const { server, manager } = attacked
    const response = await fetch(`${server.url}/api/${path}`, {
      headers: { cookie: manager.cookie },
    })
    expect(response.status).toBeLessThan(500)
    expect(await response.text()).not.toMatch(/syntax error|SQLSTATE/)
  })
})
