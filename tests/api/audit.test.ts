import {
  exportHead,
  openAuditKey,
  sealEvents,
  trustedKeys,
  verifyAudit,
} from '@changeover/server/audit/index'
import { newId } from '@changeover/shared/commands'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sealAll } from '../support/seal.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  for (let number = 0; number < 6; number++) await server.signIn('crew')
})
afterAll(() => server.close())

const seal = () => sealAll(server.opened.services.db, openAuditKey(server.directory))
const verify = (head?: { number: number; hash: string }) =>
  verifyAudit(server.opened.services.db, trustedKeys(server.directory), head)

/** Does what the server never does, as somebody with the database's password could, and puts it back. */
async function tamper(
  change: string,
  putBack: string,
): Promise<Awaited<ReturnType<typeof verify>>> {
  const { pool } = server.opened.services
  const as = (statement: string) =>
    pool.query(`begin; alter table event disable trigger user; alter table audit_seal disable trigger user;
      ${statement}; alter table event enable trigger user; alter table audit_seal enable trigger user; commit`)
  await as(change)
  const report = await verify()
  await as(putBack)
  expect(await verify()).toMatchObject({ isIntact: true })
  return report
}

describe('the sealed record', () => {
  it('covers every event that is committed, in as many seals as it takes', async () => {
    expect(await seal()).toBe(6)
    expect(await seal()).toBe(0)
    await server.signIn('crew')
    expect(await seal()).toBe(1)
    expect(await verify()).toMatchObject({
      isIntact: true,
      seals: 2,
      sealedEvents: 7,
      unsealedEvents: 0,
    })
  })

  it('does not wait for a transaction that runs, and covers it afterwards', async () => {
    const client = await server.opened.services.pool.connect()
    await client.query(`begin; insert into event (command_id, ordinal, kind, subject_kind, payload, occurred_at)
      values ('${newId()}', 0, 'slow.done', 'none', '{}', now())`)
    await server.signIn('crew')
    const key = openAuditKey(server.directory)
    expect(await sealEvents(server.opened.services.db, key)).toBe(0)
    expect(await verify()).toMatchObject({ isIntact: true, unsealedEvents: 1 })
    await client.query('commit')
    client.release()
    expect(await seal()).toBe(2)
    expect(await verify()).toMatchObject({ isIntact: true, unsealedEvents: 0 })
  })

  it('shows an event that was changed', async () => {
    const report = await tamper(
      `update event set payload = payload || '{"role": "administrator"}' where position = 2`,
      `update event set payload = payload || '{"role": "crew"}' where position = 2`,
    )
    expect(report).toMatchObject({ isIntact: false, findings: [{ kind: 'changed', seal: 1 }] })
  })

  it('shows who did it being changed, and when', async () => {
    for (const [column, wrong] of [
      ['actor_id', 'null'],
      ['recorded_at', `recorded_at + interval '1 microsecond'`],
      ['occurred_at', `occurred_at - interval '1 hour'`],
      ['kind', `'person.invited'`],
    ]) {
      const { rows } = await server.opened.services.pool.query<{ was: string }>(
        `select quote_nullable(${column}) as was from event where position = 3`,
      )
      const report = await tamper(
        `update event set ${column} = ${wrong} where position = 3`,
        `update event set ${column} = ${rows[0].was} where position = 3`,
      )
      expect({ column, findings: report.findings }).toEqual({
        column,
        findings: [{ kind: 'changed', seal: 1 }],
      })
    }
  })

  it('shows an event that was removed, by its position', async () => {
    const report = await tamper(
      'create table kept as select * from event where position = 4; delete from event where position = 4',
      'insert into event overriding system value select * from kept; drop table kept',
    )
    expect(report.findings).toEqual([{ kind: 'removed', seal: 1, positions: [4] }])
  })

  it('shows an event that was put between others', async () => {
    const columns = 'command_id, ordinal, kind, subject_kind, payload, occurred_at'
    const values = `'${newId()}', 0, 'person.added', 'person', '{}', now()`
    const before = await tamper(
      `insert into event (position, ${columns}) overriding system value values (0, ${values})`,
      'delete from event where position = 0',
    )
    expect(before.findings).toEqual([{ kind: 'inserted', positions: [0] }])
  })

  it('shows seals that were forged, removed, or made to fit a changed event', async () => {
    const cut = await tamper(
      'create table kept as select * from audit_seal where number = 2; delete from audit_seal where number = 2',
      'insert into audit_seal select * from kept; drop table kept',
    )
    expect(cut.findings).toContainEqual({ kind: 'broken_chain', seal: 3 })
    const forged = await tamper(
      `create table kept as select * from audit_seal; update audit_seal set hash = repeat('a', 64) where number = 3`,
      'delete from audit_seal; insert into audit_seal select * from kept; drop table kept',
    )
    expect(forged.findings).toMatchObject([
      { kind: 'bad_signature', seal: 3 },
      { kind: 'changed', seal: 3 },
    ])
  })

  it('shows that its end was cut off, to whoever kept an exported head', async () => {
    const head = await exportHead(server.opened.services.db, openAuditKey(server.directory))
    if (!head) throw new Error('Nothing was sealed.')
    expect(await verify(head)).toMatchObject({ isIntact: true })
    expect(await verify({ ...head, number: head.number + 1 })).toMatchObject({
      findings: [{ kind: 'not_the_exported_head' }],
    })
  })
})

describe('searching the record', () => {
  it('finds what somebody did, page by page, newest first', async () => {
    const administrator = await server.signIn('administrator')
    const { actor } = await administrator.accounts.me.query()
    await administrator.accounts.invitePerson.mutate({
      commandId: newId(),
      data: { name: 'Grace', email: 'grace@example.org', role: 'executive' },
    })
    const { entries, kinds } = await administrator.audit.search.query({ actorId: actor?.personId })
    expect(entries.map((entry) => entry.kind)).toEqual(['person.invitation_made', 'person.invited'])
    expect(entries[0].actorName).toBe('Test administrator')
    expect(kinds).toContain('person.added')
    const first = await administrator.audit.search.query({ limit: 3 })
    const second = await administrator.audit.search.query({
      limit: 3,
      before: first.entries[2].position,
    })
    expect(second.entries[0].position).toBeLessThan(first.entries[2].position)
    expect((await administrator.audit.search.query({ text: 'EXECUTIVE' })).entries).toHaveLength(1)
  })
})
