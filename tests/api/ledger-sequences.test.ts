import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emptyModel, standing } from '../support/ledger-model.ts'
import { anySequence, outcomesOf, play, violations } from '../support/ledger-sequence.ts'
import { PlayedNetwork, type PlayedRollout } from '../support/played-network.ts'
import { createRollout } from '../support/rollout.ts'
import { startTestServer, type Client, type TestServer } from '../support/server.ts'

const MODEL_RUNS = 10_000
const DATABASE_RUNS = 200

describe('any sequence of imports, closings, waivers, merges, splits, moves, undos and replays', () => {
  it(`never lowers CCS1 without a waiver, on no funded port, keeps the last J1772, and tears no order (${MODEL_RUNS} runs)`, () => {
    fc.assert(
      fc.property(anySequence, (steps) => {
        const model = emptyModel()
        for (const step of steps) {
          const before = structuredClone(model)
          const answer = play(model, step)
          if (answer !== 'done') expect(model).toEqual(before)
          expect(violations(before, model, step)).toEqual([])
        }
      }),
      { numRuns: MODEL_RUNS },
    )
  }, 120_000)

  it('really corrects: what is drawn merges, splits, moves and takes back in plenty', () => {
    const done = new Map<string, number>()
    for (const steps of fc.sample(anySequence, 1_000)) {
      const model = emptyModel()
      for (const step of steps)
        if (play(model, step) === 'done') done.set(step.kind, (done.get(step.kind) ?? 0) + 1)
    }
    for (const kind of ['merge', 'split', 'move', 'undoCorrection', 'close', 'undoImport'])
      expect.soft(done.get(kind) ?? 0, kind).toBeGreaterThan(100)
  })
})

describe('the same sequences on a server', () => {
  let server: TestServer
  let manager: Client
  let rollout: PlayedRollout
  beforeAll(async () => {
    server = await startTestServer()
    manager = await server.signIn('program_manager')
    const { programId } = await createRollout(manager)
    const { tracks, milestones } = await manager.program.getProgram.query({ programId })
    const dc = tracks.find(({ charge }) => charge === 'DC')
    if (!dc) throw new Error('the program has no DC track')
    const goal = milestones.find(({ trackId }) => trackId === dc.id)
    if (!goal) throw new Error('the track has no milestone')
    rollout = { programId, trackId: dc.id, milestoneId: goal.id }
  })
  afterAll(() => server.close())

  it(`answer and leave what the model does (${DATABASE_RUNS} runs)`, async () => {
    await fc.assert(
      fc.asyncProperty(anySequence, async (steps) => {
        const model = emptyModel()
        const network = new PlayedNetwork(server, manager, rollout)
        for (const step of steps) {
          const before = structuredClone(model)
          const outcomes = step.kind === 'close' ? outcomesOf(model, step) : null
          const wanted = play(model, step)
          if (step.kind === 'replay') expect(await network.replay(step.of)).toBe(true)
          else if (wanted !== null) expect(await network.play(step, before, outcomes)).toBe(wanted)
          expect(await network.standing()).toEqual(standing(model))
        }
        expect(await network.staleStock()).toEqual([])
      }),
      { numRuns: DATABASE_RUNS },
    )
  }, 600_000)
})
