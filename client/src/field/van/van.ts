import type { Id } from '@changeover/shared/commands'
import { ref } from 'vue'
import { clock, database, keep } from '../store/field.ts'
import { recall, remember } from '../store/memory.ts'
import { localToday } from '../sync/refresh.ts'

/** Kit types that the crew ticked as loaded today. */
export const loaded = ref<ReadonlySet<string>>(new Set())

/** Reads what was ticked; yesterday's van says nothing about today's. */
export async function readVan(): Promise<void> {
  const van = await recall(database(), 'van')
  loaded.value = new Set(van?.day === localToday(clock) ? van.kitTypeIds : [])
}

/** Ticks a kit type as loaded, or takes the tick away. */
export async function toggleLoaded(kitTypeId: Id<'KitType'>): Promise<void> {
  const van = await recall(database(), 'van')
  const day = localToday(clock)
  const known = van?.day === day ? van.kitTypeIds : []
  const kitTypeIds = known.includes(kitTypeId)
    ? known.filter((id) => id !== kitTypeId)
    : [...known, kitTypeId]
  await keep(() => remember(database(), 'van', { day, kitTypeIds }))
  await readVan()
}
