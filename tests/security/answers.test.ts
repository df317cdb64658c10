import { startTestServer } from '../support/server.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAttacked, type Attacked } from './attacked.ts'

/** What an answer tells those who should not know. */
let attacked: Attacked
beforeAll(async () => void (attacked = await startAttacked()))
afterAll(() => attacked.close())

describe('answers', () => {
  it('tell nothing of how they failed inside', async () => {
    const response = await attacked.post('/api/trpc/network.listSites', '{"json', {
      cookie: attacked.manager.cookie,
    })
    expect(await response.text()).not.toMatch(/node_modules|at \w+ \(|\.ts:\d+|stack/)
  })

  it('give no metrics to anybody from outside', async () => {
    const guarded = await startTestServer({
      environment: { METRICS_TOKEN: 'a-long-metrics-token' },
    })
    expect((await fetch(`${guarded.url}/metrics`)).status).toBe(403)
    const authorization = 'Bearer a-long-metrics-token'
    expect((await fetch(`${guarded.url}/metrics`, { headers: { authorization } })).status).toBe(200)
    await guarded.close()
  })
})
