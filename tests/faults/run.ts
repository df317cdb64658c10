import { newId } from '@changeover/shared/commands'
import { createHash } from 'node:crypto'
import { instantOf } from '../../client/src/field/sync/clock.ts'
import type { CrewCommand } from '../../client/src/field/store/commands.ts'
import type { TakenPhoto } from '../../client/src/field/store/outbox.ts'
import { Device } from './device.ts'
import { seeded } from './random.ts'
import type { OpenOrder, World } from './world.ts'

/** A seeded day: phones of one crew, each with an order of its own and a hand in the others'. */
export interface Run {
  seed: number
  devices: Device[]
  orders: OpenOrder[]
}

/** What one tap leads to. */
export type Deed = { commands: CrewCommand[]; photo?: TakenPhoto }

const SHARE = { sync: 0.45, kill: 0.06 }
const ROUNDS_IN_THE_STORM = 12
const LONGEST_PAUSE_MS = 200

/**
 * Lets the crew work through the bad connection until everything is done on every phone. `sessions`
 * are the phones' own: no two that are in use at the same time share one.
 */
export async function playRun(
  world: World,
  origin: string,
  seed: number,
  orders: OpenOrder[],
  sessions: readonly string[],
): Promise<Run> {
  const random = seeded(seed)
  const devices = orders.map((_order, index) => new Device(origin, sessions[index], world.personId))
  await Promise.all(
    devices.map(async (device, index) => {
      const other = orders[(index + 1) % orders.length]
      const deeds = [...closeCleanly(orders[index], random), ...lookIn(other)]
      for (const { commands, photo } of deeds) {
        await device.act(commands, photo)
        // Not awaited: the crew goes on while the phone tries.
        if (random() < SHARE.sync) void device.sync()
        if (random() < SHARE.kill) device.kill()
        await new Promise((resolve) => setTimeout(resolve, random() * 8))
      }
      for (let round = 0; round < ROUNDS_IN_THE_STORM; round++) {
        const trying = device.sync()
        // Half of the kills hit a phone while it sends.
        if (random() < SHARE.kill) device.kill()
        await trying
        // As the app does after a failure: it waits a little, and a dead server has time to come back.
        await new Promise((resolve) => setTimeout(resolve, random() * LONGEST_PAUSE_MS))
      }
    }),
  )
  return { seed, devices, orders }
}

/** All that a clean job takes, tap by tap. */
export function closeCleanly({ orderId, portId }: OpenOrder, random: () => number): Deed[] {
  const answer = (step: string, value: string | boolean): CrewCommand => ({
    name: 'orders.answer',
    data: { orderId, step, value, basedOn: null },
  })
  return [
    { commands: [{ name: 'orders.arrive', data: { orderId } }] },
    { commands: [{ name: 'orders.start', data: { orderId } }, answer('station', '1001')] },
    { commands: [answer('kit', 'CT4000-NACS')] },
    photograph(orderId, 'before', random),
    { commands: [answer('power_off', true), answer('holster', true), answer('latched', true)] },
    photograph(orderId, 'after', random),
    {
      commands: [
        {
          name: 'orders.close',
          data: { orderId, ports: [{ portId, outcome: 'fitted', standard: 'NACS', removed: [] }] },
        },
      ],
    },
  ]
}

/** What a colleague's phone says of an order at the same time: something else than the first. */
function lookIn({ orderId }: OpenOrder): Deed[] {
  const answer = (step: string, value: string | boolean): CrewCommand => ({
    name: 'orders.answer',
    data: { orderId, step, value, basedOn: null },
  })
  return [
    { commands: [{ name: 'orders.arrive', data: { orderId } }] },
    { commands: [answer('station', '1002'), answer('damage', false)] },
  ]
}

function photograph(
  orderId: OpenOrder['orderId'],
  kind: 'before' | 'after',
  random: () => number,
): Deed {
  // Every eighth is as large as a camera's, and goes in parts.
  const size =
    random() < 1 / 8 ? 140_000 + Math.floor(random() * 140_000) : 200 + Math.floor(random() * 4_000)
  const noise = Array.from({ length: size }, () => random() * 256)
  const bytes = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0].concat(noise)).buffer
  const sha256 = createHash('sha256').update(new Uint8Array(bytes)).digest('hex')
  const takenAt = instantOf(Date.now())
  const named: CrewCommand = {
    name: 'orders.addEvidence',
    data: { orderId, evidenceId: newId<'Evidence'>(), kind, sha256, takenAt },
  }
  return { commands: [named], photo: { sha256, kind, type: 'image/jpeg', bytes, orderId } }
}
