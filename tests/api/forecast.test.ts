import { fillDemo } from '@changeover/server/demo/index'
import { readInputs, reportPast, reportToday } from '@changeover/server/forecast/index'
import { explainShift } from '@changeover/shared/forecast'
import { newId } from '@changeover/shared/commands'
import { addDays, daysBetween, parseDay, type Day } from '@changeover/shared/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'

const today = parseDay(new Date().toISOString().slice(0, 10))
const weekAgo = addDays(today, -7)

let server: TestServer
let executive: Client
beforeAll(async () => {
  server = await startTestServer()
  await fillDemo(server.opened.services.pool, { seed: 5, today, stations: 300, orders: 250 })
  await reportPast(server.opened.services, weekAgo, 2000)
  await reportToday(server.opened.services)
  executive = await server.signIn('executive')
})
afterAll(() => server.close())

async function stored(): Promise<{ reported_on: Day; computed_at: Date; text: string }[]> {
  const { rows } = await server.opened.services.pool.query(
    `select reported_on, computed_at, s::text as text from forecast_snapshot s order by milestone_id, reported_on`,
  )
  return rows
}

describe('the inputs of a forecast', () => {
  it('are in sum what progress shows', async () => {
    const day = await readInputs(server.opened.services.db, today)
    const { milestones } = await executive.progress.overview.query({})
    for (const { id, scope, done } of milestones) {
      const sumOf = (cells: readonly { milestone: string; connectors: number }[] = []) =>
        cells
          .filter(({ milestone }) => milestone === id)
          .reduce((sum, { connectors }) => sum + connectors, 0)
      expect(sumOf(day?.inputs.scope)).toBe(scope)
      expect(sumOf(day?.inputs.throughput.done)).toBe(done)
    }
  })

  it('are nothing where there is no work to forecast', async () => {
    expect(await readInputs(server.opened.services.db, parseDay('2001-01-01'))).toBeNull()
  })
})

describe('a snapshot', () => {
  it('is written once for each milestone and day, and never again', async () => {
    const before = await stored()
    expect(before).toHaveLength(6)
    expect(await reportToday(server.opened.services)).toBe(0)
    expect(await reportPast(server.opened.services, weekAgo, 10)).toBe(0)
    expect(await stored()).toEqual(before)
  })

  it('stays when two processes say it at once', async () => {
    const day = addDays(today, -14)
    const both = await Promise.all([
      reportPast(server.opened.services, day, 50),
      reportPast(server.opened.services, day, 60),
    ])
    expect(both.toSorted()).toEqual([0, 3])
    const { rows } = await server.opened.services.pool.query(
      `select distinct detail ->> 'runs' as runs from forecast_snapshot where reported_on = $1`,
      [day],
    )
    expect(rows).toHaveLength(1)
  })
})

describe('the outlook', () => {
  it('tells dates, chance and basis of every milestone', async () => {
    const { milestones } = await executive.forecast.outlook.query({})
    expect(milestones.map(({ charge }) => charge)).toEqual(['AC', 'DC', 'HOME'])
    for (const { whole, basis } of milestones) {
      expect(whole?.percent).toBe(Math.round(100 * (whole?.chance ?? -1)))
      expect(whole?.fan.length).toBeGreaterThan(4)
      expect(basis.kind).toBe(basis.weeks < 6 ? 'assumed' : 'measured')
    }
  })

  it('says what the overview says', async () => {
    const [forecast, overview] = await Promise.all([
      executive.forecast.outlook.query({}),
      executive.progress.overview.query({}),
    ])
    expect(forecast.milestones.map(({ whole }) => [whole?.p50On, whole?.chance])).toEqual(
      overview.milestones.map(({ forecast: own }) => [own?.p50On, own?.chanceOfTarget]),
    )
  })

  it('names causes that add up to the change, and a change between the two figures shown', async () => {
    const now = await executive.forecast.outlook.query({})
    const then = await executive.forecast.outlook.query({ asOf: weekAgo })
    now.milestones.forEach(({ whole }, index) => {
      expect(whole?.change?.since).toBe(weekAgo)
      expect(whole?.change?.points).toBe(
        (whole?.percent ?? 0) - (then.milestones[index].whole?.percent ?? 0),
      )
    })
    const explained = now.milestones.flatMap(({ whole }) => whole?.change ?? [])
    const moved = explained.filter(({ causes }) => causes.length > 0)
    expect(moved).not.toEqual([])
    for (const { points, causes } of moved)
      expect(causes.reduce((sum, cause) => sum + cause.points, 0)).toBe(points)
  })

  it('explains the change from the inputs on record, as a later reader would', async () => {
    const { rows } = await server.opened.services.pool.query(
      `select reported_on, detail from forecast_snapshot where detail ? 'inputs'
       and reported_on = any ($1) order by reported_on`,
      [[weekAgo, today]],
    )
    const [before, after] = rows
    const { seed, runs, weeks } = after.detail
    const shifts = explainShift(before.detail.inputs, after.detail.inputs, { seed, runs, weeks })
    const own = shifts.find(({ milestone }) => milestone === after.detail.inputs.gate[0].milestone)
    const { milestones } = await executive.forecast.outlook.query({})
    const shown = milestones.find(({ milestoneId }) => milestoneId === own?.milestone)
    // Shown in whole points, as the difference of two whole percentages.
    const rounding = (shown?.whole?.change?.points ?? NaN) - (own?.points ?? NaN)
    expect(Math.abs(rounding)).toBeLessThanOrEqual(1)
  })

  it('answers for a past day what was said then', async () => {
    const then = await executive.forecast.outlook.query({ asOf: addDays(today, -3) })
    expect(then.milestones.map(({ reportedOn }) => reportedOn)).toEqual([weekAgo, weekAgo, weekAgo])
    const before = await executive.forecast.outlook.query({ asOf: weekAgo })
    expect(then.milestones.map(({ whole }) => whole?.chance)).toEqual(
      before.milestones.map(({ whole }) => whole?.chance),
    )
  })

  it('tells states and provinces, which sum to the whole and are never later than it', async () => {
    const [{ milestones }, { regions: rows }] = await Promise.all([
      executive.forecast.outlook.query({ byRegion: true }),
      executive.progress.byRegion.query({}),
    ])
    for (const { whole, regions, charge } of milestones) {
      const shown = rows.filter((row) => row.charge === charge && row.scope > 0)
      const inOrder = <Row extends { region: string }>(list: readonly Row[]) =>
        list.toSorted((a, b) => a.region.localeCompare(b.region))
      expect(inOrder(regions).map(({ region, scope, done }) => ({ region, scope, done }))).toEqual(
        inOrder(shown).map(({ region, scope, done }) => ({ region, scope, done })),
      )
      for (const { finish, hitProbability } of regions) {
        expect(hitProbability).toBeGreaterThanOrEqual(whole?.chance ?? 1)
        expect((finish.p80 ?? '9999') <= (whole?.p80On ?? '9999')).toBe(true)
      }
    }
    // Texas is a state of a territory with others: its own dates, not the territory's.
    const dates = new Set(milestones[0].regions.map(({ finish }) => finish.p50))
    expect(dates.size).toBeGreaterThan(milestones[0].territories.length)
  })

  it('tells of one state when it is asked for one', async () => {
    const everywhere = await executive.forecast.outlook.query({ byRegion: true })
    const short = await executive.forecast.outlook.query({})
    expect(short.milestones.flatMap(({ regions }) => regions)).toEqual([])
    const [texas] = everywhere.milestones[0].regions.filter(({ region }) => region === 'US-TX')
    const { milestones } = await executive.forecast.outlook.query({ regions: ['US-TX'] })
    expect(milestones[0]).toMatchObject({ whole: null, regions: [texas] })
    const western = await server.signIn('executive', { regions: ['US-WA'] })
    const own = await western.forecast.outlook.query({ regions: ['US-TX'] })
    expect(own.milestones.flatMap(({ regions }) => regions)).toEqual([])
  })

  it('tells a person of some regions only of territories inside them', async () => {
    const whole = await executive.forecast.outlook.query({})
    const all = whole.milestones[0].territories
    const own = all.find(({ name }) => name === 'California')
    const californian = await server.signIn('executive', { regions: own?.regions ?? [] })
    const { milestones } = await californian.forecast.outlook.query({})
    expect(milestones[0].whole).toBeNull()
    expect(milestones[0].territories).toEqual([own])
    const foreign = await californian.forecast.outlook.query({ regions: ['US-WA'] })
    expect(foreign.milestones.flatMap(({ territories }) => territories)).toEqual([])
    expect((await californian.forecast.trend.query({})).milestones).toEqual([])
  })
})

describe('the trend', () => {
  it('holds a point a week, as it was said', async () => {
    const { milestones } = await executive.forecast.trend.query({})
    const [ac] = milestones
    expect(ac.points.map(({ reportedOn }) => reportedOn)).toEqual(
      expect.arrayContaining([weekAgo, today]),
    )
    const { milestones: now } = await executive.forecast.outlook.query({})
    expect(ac.points.at(-1)?.p50On).toBe(now[0].whole?.p50On)
  })
})

describe('what would be said now', () => {
  it('is what was said, while nothing has changed since', async () => {
    const { milestones } = await executive.forecast.now.query({})
    expect(milestones).toHaveLength(3)
    for (const { percent, p50On, said } of milestones) {
      expect(said).toMatchObject({ on: today, percent, p50On })
    }
  })

  it('knows a target that was moved today, and leaves what was said as it was', async () => {
    const before = await stored()
    const manager = await server.signIn('program_manager')
    const [{ id: programId }] = await manager.program.listPrograms.query()
    const program = await manager.program.getProgram.query({ programId })
    const { milestones: said } = await executive.forecast.now.query({})
    const moved = await Promise.all(
      program.milestones.map(async ({ id, trackId, name, scope, gateOn, targetOn, version }) => {
        const isLikely = (said.find(({ milestoneId }) => milestoneId === id)?.percent ?? 0) > 50
        const days = isLikely ? -daysBetween(today, targetOn) + 1 : 2000
        const data = {
          milestoneId: id,
          trackId,
          name,
          scope,
          gateOn,
          targetOn: addDays(targetOn, days),
        }
        if (gateOn !== null && data.targetOn < gateOn) return null
        await manager.program.setMilestone.mutate({
          commandId: newId(),
          baseVersion: version,
          data,
        })
        return { id, isLikely }
      }),
    )
    const { milestones } = await executive.forecast.now.query({})
    const seen = moved.flatMap((one) => {
      const own = milestones.find(({ milestoneId }) => milestoneId === one?.id)
      return one && own ? [{ ...one, points: own.percent - (own.said?.percent ?? NaN) }] : []
    })
    expect(seen).not.toEqual([])
    for (const { isLikely, points } of seen) expect(Math.sign(points)).toBe(isLikely ? -1 : 1)
    expect(await stored()).toEqual(before)
  })

  it('is told of whole milestones only, and not to crews', async () => {
    const regional = await server.signIn('executive', { regions: ['US-WA'] })
    expect((await regional.forecast.now.query({})).milestones).toEqual([])
    const crew = await server.signIn('crew')
    expect((await refusalOf(crew.forecast.now.query({}))).code).toBe('FORBIDDEN')
  })
})
