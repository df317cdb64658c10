import { createHash } from 'node:crypto'
import type { Run } from './run.ts'
import type { World } from './world.ts'

/** What the server has beside what the crews did. Everything but the first five must be zero. */
export interface Verdict {
  runs: number
  commands: number
  photos: number
  notNeeded: number
  refused: number
  stillWaiting: number
  lost: number
  duplicated: number
  unasked: number
  photosWrong: number
  ordersWrong: number
}

/** Compares each phone's memory and the server's ledger, command by command and photo by photo. */
export async function judge(world: World, runs: readonly Run[]): Promise<Verdict> {
  const verdict: Verdict = {
    runs: runs.length,
    commands: 0,
    photos: 0,
    notNeeded: 0,
    refused: 0,
    stillWaiting: 0,
    lost: 0,
    duplicated: 0,
    unasked: 0,
    photosWrong: 0,
    ordersWrong: 0,
  }
  const recorded = await recordedCommands(world)
  const asked = new Set<string>()
  for (const { devices, orders } of runs) {
    for (const device of devices) {
      const left = await device.left()
      const receipts = new Map((await device.receipts()).map((kept) => [kept.key, kept]))
      const refused = new Set<string>(
        left.commands.filter(({ state }) => state === 'refused').map(({ commandId }) => commandId),
      )
      verdict.stillWaiting += left.commands.length - refused.size + left.photos.length
      verdict.refused += refused.size
      for (const { commandId } of device.done) {
        verdict.commands++
        asked.add(commandId)
        const times = recorded.get(commandId) ?? 0
        const outcome = receipts.get(commandId)?.outcome
        if (outcome === 'not-needed') verdict.notNeeded++
        if (outcome === 'safe' && times === 0) verdict.lost++
        if (!outcome && !refused.has(commandId)) verdict.lost++
        if (outcome !== 'safe' && times > 0) verdict.unasked++
        if (times > 1) verdict.duplicated++
      }
      for (const { sha256 } of device.photos) {
        verdict.photos++
        if (!(await isStored(world, sha256, verdict.photos))) verdict.photosWrong++
      }
    }
    for (const order of orders) if (!(await isClosedOnce(world, order))) verdict.ordersWrong++
  }
  for (const commandId of recorded.keys()) if (!asked.has(commandId)) verdict.unasked++
  return verdict
}

/** How often each crew command stands in the history. */
async function recordedCommands({ pool, personId }: World): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ command_id: string; times: number }>(
    'select command_id, count(*)::int as times from event where ordinal = 0 and actor_id = $1 group by 1',
    [personId],
  )
  return new Map(rows.map(({ command_id, times }) => [command_id, times]))
}

/** `turn` spreads the questions over the phones' sessions, each of which may ask so often a minute. */
async function isStored(
  { server, sessions }: World,
  sha256: string,
  turn: number,
): Promise<boolean> {
  const cookie = sessions[turn % sessions.length]
  const response = await fetch(`${server.url}/api/files/${sha256}`, { headers: { cookie } })
  const bytes = new Uint8Array(await response.arrayBuffer())
  return response.ok && createHash('sha256').update(bytes).digest('hex') === sha256
}

/** Done, with one NACS connector on its port, two photos, all answers, and the other word of the colleague. */
async function isClosedOnce(
  { pool }: World,
  { orderId, portId }: { orderId: string; portId: string },
): Promise<boolean> {
  const { rows } = await pool.query<{ right: boolean }>(
    `select w.state = 'done'
       and (select count(*) from connector c where c.port_id = $2 and c.standard = 'NACS') = 1
       and (select count(*) from evidence e where e.order_id = w.id) = 2
       and (select count(*) from checklist_answer a where a.order_id = w.id) = 6
       and (select count(*) from answer_rival r where r.order_id = w.id and r.settled_command_id is null) = 1 as right
     from work_order w where w.id = $1`,
    [orderId, portId],
  )
  return rows[0]?.right === true
}
