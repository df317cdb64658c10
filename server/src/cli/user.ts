import { Command, Option } from 'commander'
import { PersonSchema, ROLES, type Role } from '@changeover/shared/accounts'
import { IdSchema, newId } from '@changeover/shared/commands'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { addPerson, systemActor } from '../accounts/index.ts'
import { execute } from '../commands.ts'
import { printJson, withServices } from './with-services.ts'

interface Options {
  name: string
  role: Role
  region?: string[]
  json?: boolean
}

const add = new Command('add')
  .description(
    'Adds a person. The password is read from the standard input or CHANGEOVER_PASSWORD.',
  )
  .argument('<email>')
  .requiredOption('--name <name>', 'how the person is called on screen')
  .addOption(
    new Option('--role <role>', 'what the person may do')
      .choices(Object.keys(ROLES))
      .makeOptionMandatory(),
  )
  .option('--region <code...>', 'ISO 3166-2 codes of the regions the person sees; all when absent')
  .option('--json', 'print one JSON object and nothing else')
  .action(async (email: string, options: Options) => {
    const password = process.env['CHANGEOVER_PASSWORD'] ?? (await text(process.stdin)).trim()
    const person = PersonSchema.parse({
      email,
      password,
      name: options.name,
      role: options.role,
      regions: options.region ?? null,
    })
    await withServices(async (services) => {
      const { result } = await execute(
        services,
        systemActor,
        {
          name: 'accounts.createPerson',
          data: PersonSchema,
          result: z.object({ personId: IdSchema('Person') }),
          handle: async (work, data) => ({ personId: await addPerson(work, data) }),
        },
        { commandId: newId() },
        person,
      )
      if (options.json) printJson(result)
      else process.stdout.write(`${email} can sign in as ${options.role}.\n`)
    })
  })

/** `changeover user …`: people without the admin page, such as the first administrator of a server. */
export const userCommand = new Command('user')
  .description('Adds people who can sign in.')
  .addCommand(add)
