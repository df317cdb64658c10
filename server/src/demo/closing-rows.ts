import type { Id } from '@changeover/shared/commands'
import { addDays, addWeeks, daysBetween, type Day } from '@changeover/shared/time'
import type { DemoTrack } from './fixtures.ts'
import { plannedShare } from './season.ts'
import type { World } from './world.ts'

/** Home kits are promised ahead of what is ordered so far. */
const HOME_GROWTH = 1.5

/** How long the shipment that has not come is overdue. */
const DELAY_DAYS = 9

/** What can be written only when all orders are known: baselines and the kits that were delivered. */
export function addClosingRows(world: World): void {
  const command = world.ids.next('Command')
  for (const track of Object.values(world.fixtures.tracks)) addBaseline(world, track, command)
  addKitReceipts(world, command)
}

function addBaseline(world: World, track: DemoTrack, command: Id<'Command'>): void {
  const { rows, season } = world
  const inScope = world.scope.get(track.milestoneId) ?? 0
  const scope = Math.round(track.charge === 'HOME' ? inScope * HOME_GROWTH : inScope)
  const baselineId = world.ids.next('Baseline')
  rows.add('baseline', {
    id: baselineId,
    milestone_id: track.milestoneId,
    name: 'First plan',
    taken_on: season.startedOn,
    taken_command_id: command,
    gate_on: track.gateOn,
    target_on: track.targetOn,
    scope_count: scope,
  })
  const span = daysBetween(track.gateOn, track.targetOn)
  let promised = 0
  for (let day = 0; day <= span; day++) {
    const due = Math.round(scope * plannedShare(day / span))
    if (due > promised)
      rows.add('baseline_point', {
        baseline_id: baselineId,
        due_on: addDays(track.gateOn, day),
        count: due - promised,
      })
    promised = due
  }
}

/**
 * Kits of a week arrive two weeks before it; the same amount is promised for the weeks ahead. One
 * shipment of each depot should have come already and has not.
 */
function addKitReceipts(world: World, command: Id<'Command'>): void {
  const { rows, ids, season } = world
  const lastWeek = new Map<string, { week: Day; used: number }>()
  const receive = (
    depotId: string,
    kitTypeId: string,
    quantity: number,
    dueOn: Day,
    isReceived = dueOn < season.today,
  ) => {
    rows.add('kit_receipt', {
      id: ids.next('KitReceipt'),
      depot_id: depotId,
      kit_type_id: kitTypeId,
      quantity,
      due_on: dueOn,
      received_on: isReceived ? dueOn : null,
    })
    if (isReceived)
      rows.add('kit_movement', {
        id: ids.next('KitMovement'),
        depot_id: depotId,
        kit_type_id: kitTypeId,
        quantity,
        moved_on: dueOn,
        reason: 'received',
        command_id: command,
      })
  }
  for (const [key, used] of world.kitUse) {
    const [depotId, kitTypeId, week] = key.split(' ')
    // The third part of the key is the week it was made from.
    const weekDay = week as Day
    receive(depotId, kitTypeId, Math.ceil(used * 1.1), addWeeks(weekDay, -2))
    const pair = `${depotId} ${kitTypeId}`
    const latest = lastWeek.get(pair)
    if (!latest || latest.week < weekDay) lastWeek.set(pair, { week: weekDay, used })
  }
  const delayed = new Set<string>()
  for (const [pair, { used }] of lastWeek) {
    const [depotId, kitTypeId] = pair.split(' ')
    if (!delayed.has(depotId)) {
      delayed.add(depotId)
      receive(depotId, kitTypeId, Math.max(10, used), addDays(season.today, -DELAY_DAYS), false)
    }
    for (const weeks of [1, 3, 5, 7])
      receive(depotId, kitTypeId, Math.max(10, used * 2), addWeeks(season.today, weeks))
  }
}
