import 'fake-indexeddb/auto'
import { canonicalJson, newId } from '@changeover/shared/commands'
import type { OrderDetail, OrderPort } from '@changeover/shared/orders'
import { NACS_ROLLOUT } from '@changeover/shared/program'
import { parseDay, toInstant } from '@changeover/shared/time'
import { createHash } from 'node:crypto'
import type { Moment } from './store/outbox.ts'
import type { Answer, FieldServer } from './sync/server.ts'

export const noon = toInstant('2026-11-20T20:00:00.000Z')

/** A moment of the crew member who holds the phone. */
export const moment: Moment = {
  personId: newId<'Person'>(),
  occurredAt: noon,
  isClockChecked: true,
}

/** An open AC order with one CT4000 port, as the server would give it. */
export function makeOrder(change: Partial<OrderDetail> = {}): OrderDetail {
  const checklist = NACS_ROLLOUT.checklists.find(({ code }) => code === 'ac_retrofit')
  return {
    id: newId<'WorkOrder'>(),
    number: 7,
    version: 1,
    state: 'scheduled',
    stateSince: noon,
    charge: 'AC',
    addsStandard: 'NACS',
    priority: 3,
    scheduledOn: parseDay('2026-11-20'),
    routePosition: null,
    dueOn: null,
    doneOn: null,
    blockedReason: null,
    program: { id: newId<'Program'>(), name: 'NACS rollout' },
    milestone: {
      id: newId<'Milestone'>(),
      name: 'NACS AC',
      gateOn: parseDay('2026-01-05'),
      targetOn: parseDay('2027-06-30'),
    },
    crew: null,
    site: {
      id: newId<'Site'>(),
      name: 'Alder',
      street: null,
      city: null,
      region: 'US-WA',
      postalCode: null,
      lat: 47.6,
      lon: -122.3,
      timeZone: 'America/Los_Angeles',
      hostContact: null,
      accessNotes: null,
      ccs1: 0,
      j1772: 1,
    },
    keepsJ1772: true,
    kitTypeId: null,
    kits: [],
    ports: [makePort()],
    checklist: checklist ? { ...checklist } : null,
    answers: [],
    evidence: [],
    sitePhotos: [],
    observations: [],
    parts: [],
    lateReports: [],
    ...change,
  }
}

export function makePort(change: Partial<OrderPort> = {}): OrderPort {
  return {
    id: newId<'Port'>(),
    number: 1,
    stationName: 'Alder 1',
    stationSerial: null,
    stationSourceId: '1001',
    model: null,
    family: 'CT4000',
    level: 'L2',
    powerKw: null,
    isFunded: false,
    standards: ['J1772'],
    kitTypeId: null,
    outcome: 'open',
    outcomeReason: null,
    kitSerial: null,
    kitSide: null,
    waivedUntil: null,
    rungs: { energised: null, first_session: null, publicly_listed: null },
    ...change,
  }
}

/** A server by the book, with what it received; `script` answers in its place. */
export function makeServer(
  script: (path: string, body: string) => Answer | undefined = () => undefined,
) {
  const received: { name: string; body: string }[] = []
  const photos: string[] = []
  const server: FieldServer = {
    query: () => Promise.resolve({ kind: 'unreached' }),
    signOut: () => Promise.resolve({ kind: 'unreached' }),
    isSlow: () => Promise.resolve(false),
    thumbnail: () => Promise.resolve(null),
    quietMs: () => 0,
    command(name, body) {
      received.push({ name, body })
      const { commandId, data } = JSON.parse(body)
      const hash = createHash('sha256').update(canonicalJson({ name, data })).digest('hex')
      const receipt = { commandId, hash, recordedAt: noon, recordedOn: '2026-11-20', position: 1 }
      return Promise.resolve(script(name, body) ?? { kind: 'ok', data: receipt })
    },
    putPhoto(sha256, bytes) {
      photos.push(sha256)
      const answer = { kind: 'ok' as const, data: { sha256, bytes: bytes.byteLength } }
      return Promise.resolve(script('photo', sha256) ?? answer)
    },
  }
  return { server, received, photos }
}
