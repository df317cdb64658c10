import type { Database } from '@changeover/server/db/database'
import { newId } from '@changeover/shared/commands'
import { toDay } from '@changeover/shared/time'
import { buildSite } from './network.ts'
import { assignOrders, createCrew, createRollout, generateOrders } from './rollout.ts'
import { signInByPassword, type Client } from './server.ts'

const rainier = { email: 'rainier@example.org', password: 'a sentence of the crew' }

/**
 * Gives a server that has only its administrator a crew with one order of today, at a site called Alder.
 * @returns the session of the crew's member.
 */
export async function crewWithOrder(url: string, admin: Client, db: Database): Promise<string> {
  await buildSite(db, { name: 'Alder' })
  const { programId } = await createRollout(admin)
  await generateOrders(admin, programId)
  const crewId = await createCrew(admin)
  const { rows } = await admin.orders.list.query({ limit: 1 })
  const today = toDay(Temporal.Now.plainDateISO())
  await assignOrders(
    admin,
    crewId,
    today,
    rows.map(({ id }) => id),
  )
  await admin.accounts.createPerson.mutate({
    commandId: newId(),
    data: { ...rainier, name: 'Rainier', role: 'crew', crewId },
  })
  return signInByPassword(url, rainier)
}
