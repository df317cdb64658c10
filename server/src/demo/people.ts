import type { Person } from '@changeover/shared/accounts'
import { PersonSchema } from '@changeover/shared/accounts'
import { IdSchema } from '@changeover/shared/commands'
import { z } from 'zod'
import { addPerson, demoPassword, systemActor } from '../accounts/index.ts'
import { execute } from '../commands.ts'
import type { Services } from '../context.ts'
import { demoCrewId } from './fixtures.ts'
import { demoId } from './identity.ts'

const people: readonly Pick<Person, 'name' | 'email' | 'role'>[] = [
  { name: 'Priya Raman', email: 'manager@demo.example', role: 'program_manager' },
  { name: 'Luis Ortega', email: 'crew@demo.example', role: 'crew' },
  { name: 'Helen Marsh', email: 'executive@demo.example', role: 'executive' },
  { name: 'Sam Okafor', email: 'administrator@demo.example', role: 'administrator' },
]

const addDemoPerson = {
  name: 'accounts.createPerson' as const,
  data: PersonSchema,
  result: z.object({ personId: IdSchema('Person') }),
  handle: async (work: Parameters<typeof addPerson>[0], person: Person) => ({
    personId: await addPerson(work, person),
  }),
}

/** Adds the people who sign in with one click. A second call finds them there. */
export async function addDemoPeople(services: Services, seed: number): Promise<void> {
  for (const [index, person] of people.entries())
    await execute(
      services,
      systemActor,
      addDemoPerson,
      { commandId: demoId(seed, 'Command', -1 - index) },
      {
        ...person,
        password: demoPassword(services.installation.secret, person.email),
        regions: null,
        crewId: person.role === 'crew' ? demoCrewId(seed) : null,
      },
    )
}
