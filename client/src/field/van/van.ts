import type { Id } from '@changeover/shared/commands'
import { ref } from 'vue'
import { clock, database, keep } from '../store/field.ts'
import { recall, remember } from '../store/memory.ts'
import { localToday } from '../sync/refresh.ts'

/** What the crew said today of each kit type; nothing is assumed of the others. */
export const van = ref<Readonly<Record<string, 'have' | 'missing'>>>({})

/** Reads what was said; yesterday's van says nothing about today's. */
export async function readVan(): Promise<void> {
  const known = await recall(database(), 'van')
  van.value = known?.day === localToday(clock) ? known.kits : {}
}

/** Says of a kit type whether it is loaded. */
export async function sayOfKit(id: Id<'KitType'>, what: 'have' | 'missing'): Promise<void> {
  const kits = { ...van.value, [id]: what }
  await keep(() => remember(database(), 'van', { day: localToday(clock), kits }))
  await readVan()
}
