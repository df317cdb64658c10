import { newId, type CommandEnvelope, type Id } from '@changeover/shared/commands'
import { parseDay } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { CorrectionStep } from './ledger-corrections.ts'
import { freePorts, siteOf, stationsAt, type Model } from './ledger-model.ts'
import type { outcomesOf, Step } from './ledger-sequence.ts'
import { refusalOf, type Client, type TestServer } from './server.ts'

/** The rollout that the orders of a sequence belong to. */
export interface PlayedRollout {
  programId: Id<'Program'>
  trackId: Id<'Track'>
  milestoneId: Id<'Milestone'>
}

/** What an answer of the server has that a sequence looks at. */
interface Answer {
  commandId: Id<'Command'>
  position: number
}

/** A network on the server to which a sequence happens; its parts are numbered as the model's are. */
export class PlayedNetwork {
  readonly #server: TestServer
  readonly #manager: Client
  readonly #rollout: PlayedRollout
  readonly #sites: Id<'Site'>[] = []
  readonly #stations: Id<'Station'>[] = []
  readonly #ports: Id<'Port'>[] = []
  readonly #orders: Id<'WorkOrder'>[] = []
  readonly #imports: Id<'Import'>[] = []
  readonly #corrections: Id<'Command'>[] = []
  readonly #waivers = new Map<number, Id<'Waiver'>>()
  readonly #sent: { again: () => Promise<{ position: number }>; position: number }[] = []

  constructor(server: TestServer, manager: Client, rollout: PlayedRollout) {
    this.#server = server
    this.#manager = manager
    this.#rollout = rollout
  }

  get #db() {
    return this.#server.opened.services.db
  }

  /** @returns `done`, or the code of the refusal. */
  async play(
    step: Exclude<Step, { kind: 'replay' }>,
    before: Model,
    outcomes: ReturnType<typeof outcomesOf>,
  ): Promise<string> {
    const { network } = this.#manager
    switch (step.kind) {
      case 'import':
        return this.#import(step, before)
      case 'order':
        return this.#order(freePorts(before, step.ports), before)
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
      case 'close':
        return this.#close(step, outcomes ?? [])
      case 'merge':
      case 'split':
      case 'move':
      case 'undoCorrection':
        return this.#correct(step, before)
    }
  }

  /** A command that was carried out, sent again by its device. @returns whether its first receipt came back. */
  async replay(of: number): Promise<boolean> {
    const sent = this.#sent[of]
    return !sent || (await sent.again()).position === sent.position
  }

  /** Where each port stands and what stands on it, by the ledger. */
  async standing(): Promise<string[]> {
    const { rows } = await sql<{ id: Id<'Port'>; siteId: Id<'Site'>; standards: string[] }>`
      select p.id, s.site_id, array(select c.standard from connector c
        where c.port_id = p.id and c.removed_on is null and c.voided_command_id is null order by 1) as standards
      from station s join port p on p.station_id = s.id and p.deleted_at is null
      where p.id = any(${this.#ports}::uuid[])
    `.execute(this.#db)
    const byId = new Map(
      rows.map(({ id, siteId, standards }) => [
        id,
        [this.#sites.indexOf(siteId), ...standards].join(' '),
      ]),
    )
    return this.#ports.map((id) => byId.get(id) ?? '')
  }

  /** Sites whose stock, as the database keeps it, is not what stands there. */
  async staleStock(): Promise<unknown[]> {
    const { rows } = await sql`
      select k.site_id from site_stock k
      left join lateral (
        select count(distinct p.id) as ports, count(c.id) filter (where c.standard = 'CCS1') as ccs1,
          count(c.id) filter (where c.standard = 'J1772') as j1772, count(c.id) filter (where c.standard = 'NACS') as nacs
        from station s join port p on p.station_id = s.id and p.deleted_at is null
        left join connector c on c.port_id = p.id and c.removed_on is null and c.voided_command_id is null
        where s.site_id = k.site_id and s.deleted_at is null
      ) as stands on true
      where k.site_id = any(${this.#sites}::uuid[])
        and (k.ac_ports + k.dc_ports + k.unknown_ports, k.ccs1, k.j1772, k.nacs)
          is distinct from (stands.ports, stands.ccs1, stands.j1772, stands.nacs)
    `.execute(this.#db)
    return rows
  }

  async #send(command: (envelope: CommandEnvelope) => Promise<Answer>): Promise<string> {
    const envelope = { commandId: newId<'Command'>() }
    const call = command(envelope)
    const receipt = await call.catch(() => null)
    if (receipt) {
      this.#sent.push({ again: () => command(envelope), position: receipt.position })
      return 'done'
    }
    return (await refusalOf(call)).code
  }

  async #close(
    step: Extract<Step, { kind: 'close' }>,
    outcomes: NonNullable<ReturnType<typeof outcomesOf>>,
  ): Promise<string> {
    const ports = outcomes.map((outcome) => {
      const portId = this.#ports[Number(outcome.portId)]
      return outcome.outcome === 'fitted'
        ? { ...outcome, portId, removed: [...outcome.removed] }
        : { portId, outcome: 'not_fitted' as const, reason: 'Not today' }
    })
    const waiver = step.byManager ? { waiver: { reason: 'The manager stands by it.' } } : {}
    const orderId = this.#orders[step.order]
    return this.#send((envelope) =>
      this.#manager.orders.close.mutate({ ...envelope, data: { orderId, ports, ...waiver } }),
    )
  }

  async #correct(step: CorrectionStep, before: Model): Promise<string> {
    const { network } = this.#manager
    if (step.kind === 'undoCorrection')
      return this.#send((envelope) =>
        network.undoCorrection.mutate({
          ...envelope,
          data: { commandId: this.#corrections[step.of] },
        }),
      )
    let made: Id<'Site'> | null = null
    const answer = await this.#send(async (envelope) => {
      const receipt = await this.#sendCorrection(step, before, envelope)
      made = receipt.result.toSiteId
      if (!this.#corrections.includes(receipt.commandId)) this.#corrections.push(receipt.commandId)
      return receipt
    })
    if (step.kind === 'split' && made) this.#sites.push(made)
    return answer
  }

  #sendCorrection(
    step: Exclude<CorrectionStep, { kind: 'undoCorrection' }>,
    before: Model,
    envelope: CommandEnvelope,
  ) {
    const { network } = this.#manager
    switch (step.kind) {
      case 'merge': {
        const data = { fromSiteId: this.#sites[step.from], intoSiteId: this.#sites[step.into] }
        return network.mergeSites.mutate({ ...envelope, data })
      }
      case 'split': {
        const going = stationsAt(before, step.site).slice(0, step.take)
        const stationIds = going.map((station) => this.#stations[station])
        const data = { siteId: this.#sites[step.site], stationIds }
        return network.splitSite.mutate({ ...envelope, data })
      }
      case 'move': {
        const data = { stationId: this.#stations[step.station], siteId: this.#sites[step.to] }
        return network.moveStation.mutate({ ...envelope, data })
      }
    }
  }

  async #addSite(): Promise<number> {
    const siteId = newId<'Site'>()
    await sql`insert into site (id, name, region, country, time_zone, derivation, created_command_id)
      values (${siteId}, 'Played', 'US-WA', 'US', 'America/Los_Angeles', '{}', ${newId()})`.execute(
      this.#db,
    )
    await sql`select restock_sites(array[${siteId}]::uuid[])`.execute(this.#db)
    return this.#sites.push(siteId) - 1
  }

  /** A station with its ports, recorded as an import of one file records them. */
  async #import({ at, ports }: Extract<Step, { kind: 'import' }>, before: Model): Promise<'done'> {
    const site = before.sites[at]?.isGone === false ? at : await this.#addSite()
    const siteId = this.#sites[site]
    const [importId, commandId, stationId] = [
      newId<'Import'>(),
      newId<'Command'>(),
      newId<'Station'>(),
    ]
    this.#stations.push(stationId)
    await sql`insert into station (id, site_id, source, source_id, grain, name, status, raw, first_seen_on, last_seen_on, created_command_id)
      values (${stationId}, ${siteId}, 'test', ${stationId}, 'station', 'Played', 'open', '{}', '2025-01-01', '2025-01-01', ${commandId})`.execute(
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

  /** An order under way over some ports, as generating and starting it would leave it. */
  async #order(ports: readonly number[], before: Model): Promise<'done'> {
    const orderId = newId<'WorkOrder'>()
    const { programId, trackId, milestoneId } = this.#rollout
    const siteId = this.#sites[siteOf(before, ports[0])]
    await sql`insert into work_order (id, program_id, track_id, milestone_id, site_id, region, charge, state, state_since,
        port_count, created_command_id, created_on)
      values (${orderId}, ${programId}, ${trackId}, ${milestoneId}, ${siteId}, 'US-WA', 'DC', 'in_progress', now(),
        ${ports.length}, ${newId()}, '2026-01-05')`.execute(this.#db)
    await sql`insert into work_order_port (order_id, port_id, track_id)
      select ${orderId}, each, ${trackId} from unnest(${ports.map((port) => this.#ports[port])}::uuid[]) as each`.execute(
      this.#db,
    )
    this.#orders.push(orderId)
    return 'done'
  }
}
