import { z } from 'zod'
import { ensureDemo } from '@changeover/server/demo/index'
import { runPlan } from '@changeover/server/planning/index'
import { parseDay } from '@changeover/shared/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../support/server.ts'

const MeSchema = z.object({
  result: z.object({
    data: z.object({ actor: z.object({ role: z.string(), crewId: z.string().nullable() }) }),
  }),
})

const today = parseDay('2026-11-22')
const size = { stations: 120, orders: 90 }

let server: TestServer
beforeAll(async () => void (server = await startTestServer({ isDemo: true })))
afterAll(() => server.close())

describe('the first start of a demo', () => {
  it('says that it is not ready, and then that it is', async () => {
    expect(await server.anonymous.demo.status.query()).toMatchObject({
      isDemo: true,
      isReady: false,
    })
    const heard: number[] = []
    await ensureDemo(server.opened.services, today, size, (share) => heard.push(share))
    expect(await server.anonymous.demo.status.query()).toMatchObject({ isReady: true, share: 1 })
    expect(heard).toEqual([...heard].sort((left, right) => left - right))
    expect(heard.at(-1)).toBe(1)
  })

  it('makes one demo, however many processes start', async () => {
    const made = await Promise.all([
      ensureDemo(server.opened.services, today, size),
      ensureDemo(server.opened.services, today, size),
    ])
    expect(made).toEqual([false, false])
  })

  it('asks for a plan, so that the Plan page has a proposal to review', async () => {
    const manager = await server.signIn('program_manager')
    const [{ id: programId }] = await manager.program.listPrograms.query()
    const plans = await manager.planning.listPlans.query({ programId })
    expect(plans).toMatchObject([{ state: 'running', scenarioId: null }])
    await runPlan(server.opened.services, server.connection, plans[0].id)
    const [made] = await manager.planning.listPlans.query({ programId })
    expect(made).toMatchObject({ state: 'proposed', failure: null })
  })

  it('lets people in with one click, and the crew member belongs to a crew', async () => {
    for (const role of ['program_manager', 'crew', 'executive', 'administrator']) {
      const response = await fetch(`${server.url}/api/demo/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: server.url },
        body: JSON.stringify({ role }),
      })
      expect(response.status).toBe(200)
      const cookie = response.headers.getSetCookie()[0].split(';')[0]
      const me = await fetch(`${server.url}/api/trpc/accounts.me`, { headers: { cookie } })
      const answer = MeSchema.parse(await me.json())
      expect(answer.result.data.actor.role).toBe(role)
      expect(answer.result.data.actor.crewId !== null).toBe(role === 'crew')
    }
  })
})
