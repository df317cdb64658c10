import { newId, type CommandEnvelope, type Id } from '@changeover/shared/commands'
import { parseDay } from '@changeover/shared/time'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  ADDED,
  anySequence,
  emptyModel,
  outcomesOf,
  play,
  standing,
  violations,
  type Model,
  type Step,
} from '../support/ledger-sequence.ts'
import { createRollout } from '../support/rollout.ts'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'

const MODEL_RUNS = 10_000
const DATABASE_RUNS = 200

describe('any sequence of imports, closings, waivers, undos and replays', () => {
  it(`never lowers CCS1 without a waiver, on no funded port, and keeps the last J1772 (${MODEL_RUNS} runs)`, () => {
    fc.assert(
      fc.property(anySequence, (steps) => {
        const model = emptyModel()
        for (const step of steps) {
          const before = structuredClone(model)
          const answer = play(model, step)
          if (answer !== 'done') expect(standing(model)).toEqual(standing(before))
          expect(violations(before, model, step)).toEqual([])
        }
      }),
      { numRuns: MODEL_RUNS },
    )
  })
})

describe('the same sequences on a server', () => {
  let server: TestServer
  let manager: Client
  let trackId: Id<'Track'>
  let milestoneId: Id<'Milestone'>
  let programId: Id<'Program'>
  beforeAll(async () => {
    server = await startTestServer()
    manager = await server.signIn('program_manager')
    const made = await createRollout(manager)
    programId = made.programId
    const { tracks, milestones } = await manager.program.getProgram.query({ programId })
    const dc = tracks.find(({ charge }) => charge === 'DC')
    if (!dc) throw new Error('the program has no DC track')
    trackId = dc.id
    const goal = milestones.find((milestone) => milestone.trackId === trackId)
    if (!goal) throw new Error('the track has no milestone')
    milestoneId = goal.id
  })
  afterAll(() => server.close())

  it(`answer and leave what the model does (${DATABASE_RUNS} runs)`, async () => {
    await fc.assert(
      fc.asyncProperty(anySequence, async (steps) => {
        const model = emptyModel()
        const site = await new PlayedSite(server, manager, {
          programId,
          trackId,
          milestoneId,
        }).open()
        for (const step of steps) {
          const before = structuredClone(model)
          const outcomes = step.kind === 'close' ? outcomesOf(model, step) : null
          const wanted = play(model, step)
          if (step.kind === 'replay') expect(await site.replay(step.of)).toBe(true)
          else if (wanted !== null) expect(await site.play(step, before, outcomes)).toBe(wanted)
          expect(await site.standing()).toEqual(standing(model))
        }
      }),
      { numRuns: DATABASE_RUNS },
    )
  }, 600_000)
})

interface Rollout {
  programId: Id<'Program'>
  trackId: Id<'Track'>
  milestoneId: Id<'Milestone'>
}

/** A site on the server to which a sequence happens. */
class PlayedSite {
  readonly #server: TestServer
  readonly #manager: Client
  readonly #rollout: Rollout
  readonly #siteId = newId<'Site'>()
  readonly #ports: Id<'Port'>[] = []
  readonly #orders: Id<'WorkOrder'>[] = []
  readonly #imports: Id<'Import'>[] = []
  readonly #waivers = new Map<number, Id<'Waiver'>>()
  readonly #sent: { again: () => Promise<{ position: number }>; position: number }[] = []

  constructor(server: TestServer, manager: Client, rollout: Rollout) {
    this.#server = server
    this.#manager = manager
    this.#rollout = rollout
  }

  get #db() {
    return this.#server.opened.services.db
  }

  async open(): Promise<this> {
    await sql`insert into site (id, name, region, country, time_zone, derivation, created_command_id)
      values (${this.#siteId}, 'Played', 'US-WA', 'US', 'America/Los_Angeles', '{}', ${newId()})`.execute(
      this.#db,
    )
    await sql`select restock_sites(array[${this.#siteId}]::uuid[])`.execute(this.#db)
    return this
  }

  /** @returns `done`, or the code of the refusal. */
  async play(
    step: Exclude<Step, { kind: 'replay' }>,
    before: Model,
    outcomes: ReturnType<typeof outcomesOf>,
  ): Promise<string> {
    const { network, orders } = this.#manager
    switch (step.kind) {
      case 'import':
        return this.#import(step.ports)
      case 'order':
        return this.#order(step.ports, before)
      case 'undoImport':
        return this.#send((envelope) =>
          network.undoImport.mutate({ ...envelope, data: { importId: this.#imports[step.of] } }),
        )
      case 'waive':
        return this.#send(async (envelope) => {
          const receipt = await network.grantWaiver.mutate({
            ...envelope,
            data: {
              portId: this.#ports[step.port],
              reason: 'The sequence says so.',
              expiresOn: parseDay('2099-01-01'),
            },
          })
          this.#waivers.set(step.port, receipt.result.waiverId)
          return receipt
        })
      case 'withdraw': {
        const waiverId = this.#waivers.get(step.port) ?? newId<'Waiver'>()
        return this.#send((envelope) =>
          network.withdrawWaiver.mutate({ ...envelope, data: { waiverId } }),
        )
      }
      case 'close': {
        const ports = (outcomes ?? []).map((outcome) =>
          outcome.outcome === 'fitted'
            ? {
                ...outcome,
                portId: this.#ports[Number(outcome.portId)],
                removed: [...outcome.removed],
              }
            : {
                portId: this.#ports[Number(outcome.portId)],
                outcome: 'not_fitted' as const,
                reason: 'Not today',
              },
        )
        const waiver = step.byManager ? { waiver: { reason: 'The manager stands by it.' } } : {}
        const orderId = this.#orders[step.order]
        return this.#send((envelope) =>
          orders.close.mutate({ ...envelope, data: { orderId, ports, ...waiver } }),
        )
      }
    }
  }

  /** A command that was carried out, sent again by its device. @returns whether its first receipt came back. */
  async replay(of: number): Promise<boolean> {
    const sent = this.#sent[of]
    return !sent || (await sent.again()).position === sent.position
  }

  /** What stands at each port, by the ledger. */
  async standing(): Promise<string[]> {
    const { rows } = await sql<{ id: Id<'Port'>; standards: string }>`
      select p.id, coalesce(string_agg(c.standard, ' ' order by c.standard), '') as standards
      from station s join port p on p.station_id = s.id
      left join connector c on c.port_id = p.id and c.removed_on is null and c.voided_command_id is null
      where s.site_id = ${this.#siteId} group by 1
    `.execute(this.#db)
    const byId = new Map(rows.map(({ id, standards }) => [id, standards]))
    return this.#ports.map((id) => byId.get(id) ?? '')
  }

  async #send(
    command: (envelope: CommandEnvelope) => Promise<{ position: number }>,
  ): Promise<string> {
    const envelope = { commandId: newId<'Command'>() }
    const call = command(envelope)
    const receipt = await call.catch(() => null)
    if (receipt) {
      this.#sent.push({ again: () => command(envelope), position: receipt.position })
      return 'done'
    }
    return (await refusalOf(call)).code
  }

  /** A station with its ports, recorded as an import of one file records them. */
  async #import(ports: { isFunded: boolean; standards: string[] }[]): Promise<string> {
    const [importId, commandId, stationId] = [
      newId<'Import'>(),
      newId<'Command'>(),
      newId<'Station'>(),
    ]
    await sql`insert into station (id, site_id, source, source_id, grain, name, status, raw, first_seen_on, last_seen_on, created_command_id)
      values (${stationId}, ${this.#siteId}, 'test', ${stationId}, 'station', 'Played', 'open', '{}', '2025-01-01', '2025-01-01', ${commandId})`.execute(
      this.#db,
    )
    for (const [index, { isFunded, standards }] of ports.entries()) {
      const portId = newId<'Port'>()
      this.#ports.push(portId)
      await sql`insert into port (id, station_id, number, level, is_funded) values (${portId}, ${stationId}, ${index + 1}, 'DC', ${isFunded})`.execute(
        this.#db,
      )
      await sql`insert into connector (id, port_id, standard, installed_command_id)
        select gen_random_uuid(), ${portId}, each, ${commandId} from unnest(${standards}::text[]) as each`.execute(
        this.#db,
      )
    }
    await sql`insert into import (id, command_id, file_name, file_sha256, source, grain, counts)
      values (${importId}, ${commandId}, 'played.csv', '', 'test', 'station', '{}')`.execute(
      this.#db,
    )
    await sql`insert into import_change (import_id, ordinal, kind, station_id) values (${importId}, 0, 'created', ${stationId})`.execute(
      this.#db,
    )
    this.#imports.push(importId)
    return 'done'
  }

  /** An order under way over the ports that are free, as generating and starting it would leave it. */
  async #order(asked: number[], before: Model): Promise<string> {
    const orderId = newId<'WorkOrder'>()
    const { programId, trackId, milestoneId } = this.#rollout
    const ports = asked.filter((port) => {
      const known = before.ports[port]
      return (
        known !== undefined &&
        !known.isGone &&
        !known.standards.includes(ADDED) &&
        !before.orders.some((order) => order.isOpen && order.ports.includes(port))
      )
    })
    await sql`insert into work_order (id, program_id, track_id, milestone_id, site_id, region, charge, state, state_since,
        port_count, created_command_id, created_on)
      values (${orderId}, ${programId}, ${trackId}, ${milestoneId}, ${this.#siteId}, 'US-WA', 'DC', 'in_progress', now(),
        ${ports.length}, ${newId()}, '2026-01-05')`.execute(this.#db)
    await sql`insert into work_order_port (order_id, port_id, track_id)
      select ${orderId}, each, ${trackId} from unnest(${ports.map((port) => this.#ports[port])}::uuid[]) as each`.execute(
      this.#db,
    )
    this.#orders.push(orderId)
    return 'done'
  }
}
