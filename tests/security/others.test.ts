import { newId } from '@changeover/shared/commands'
import { createHash } from 'node:crypto'
import { refusalOf } from '../support/server.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAttacked, type Attacked } from './attacked.ts'

/** What belongs to others, reached for by an account of the lowest kind: each line is one attack and what came of it. */
let attacked: Attacked
let server: Attacked['server']
beforeAll(async () => {
  attacked = await startAttacked()
  server = attacked.server
})
afterAll(() => attacked.close())

describe('what belongs to others', () => {
  it('an order of another crew by its id: as if it were not there', async () => {
    const { orderId } = attacked.foreignOrder
    expect(await refusalOf(attacked.contractor.orders.get.query({ orderId }))).toMatchObject({
      code: 'NOT_FOUND',
    })
    const start = attacked.contractor.orders.start.mutate({ commandId: newId(), data: { orderId } })
    expect(await refusalOf(start)).toMatchObject({ code: 'NOT_FOUND' })
  })

  it('a photo of another crew by its hash: as if it were not there', async () => {
    const sha256 = createHash('sha256').update('photo').digest('hex')
    const { pool } = server.opened.services
    await pool.query(`insert into stored_file values ($1, 'image/png', 5)`, [sha256])
    await pool.query(
      `insert into evidence (id, order_id, kind, sha256, taken_at, command_id) values ($1, $2, 'before', $3, now(), $4)`,
      [newId(), attacked.foreignOrder.orderId, sha256, newId()],
    )
    const response = await fetch(`${server.url}/api/files/${sha256}`, {
      headers: { cookie: attacked.contractor.cookie },
    })
    expect(response.status).toBe(404)
  })

  it('another role, sent in the body: refused, and nothing changes', async () => {
    const actor = await attacked.me(attacked.contractor.cookie)
    const change = {
      personId: actor?.personId ?? newId<'Person'>(),
      name: 'Eve',
      role: 'administrator' as const,
      regions: null,
      crewId: null,
    }
    const update = attacked.contractor.accounts.updatePerson.mutate({
      commandId: newId(),
      data: change,
    })
    expect(await refusalOf(update)).toMatchObject({ code: 'FORBIDDEN' })
    await attacked.post('/api/auth/update-user', JSON.stringify({ role: 'administrator' }), {
      cookie: attacked.contractor.cookie,
      origin: server.url,
    })
    expect((await attacked.me(attacked.contractor.cookie))?.role).toBe('contractor')
  })

  it('signing up by oneself: not possible', async () => {
    const eve = { name: 'Eve', email: 'eve@example.org', password: 'a long enough password' }
    const response = await attacked.post('/api/auth/sign-up/email', JSON.stringify(eve), {
      origin: server.url,
    })
    expect(response.ok).toBe(false)
  })
})
