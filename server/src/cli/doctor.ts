import { Command } from 'commander'
import { constants } from 'node:fs'
import { access, mkdir, statfs } from 'node:fs/promises'
import { ConfigError, readConfig, type Config } from '../config.ts'
import { createDatabase, createPool } from '../db/database.ts'
import { pendingMigrations } from '../db/migrate.ts'
import { openDatabase } from '../db/open.ts'
import { printJson } from './with-services.ts'

/** One thing that was looked at. `fix` is there when it is not well. */
interface Finding {
  check: string
  isWell: boolean
  says: string
  fix?: string
}

const WANTED_NODE = 26
const WANTED_FREE_BYTES = 2 * 1024 ** 3

/** `changeover doctor`: says what is wrong with this installation, and what to do about it. */
export const doctorCommand = new Command('doctor')
  .description('Says what is wrong with this installation.')
  .option('--json', 'print one JSON object and nothing else')
  .action(async (options: { json?: boolean }) => {
    const findings = await examine(process.env)
    const isWell = findings.every((finding) => finding.isWell)
    if (options.json) printJson({ isWell, findings })
    else for (const finding of findings) process.stdout.write(`${lineOf(finding)}\n`)
    if (!isWell) process.exitCode = 1
  })

function lineOf({ check, isWell, says, fix }: Finding): string {
  return `${isWell ? 'ok  ' : 'BAD '} ${check}: ${says}${fix ? `\n     ${fix}` : ''}`
}

/** Looks at everything that an installation needs; what cannot be looked at is a finding too. */
export async function examine(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Finding[]> {
  const findings = [examineNode()]
  let config: Config
  try {
    config = readConfig(environment)
    findings.push({ check: 'configuration', isWell: true, says: 'valid' })
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const fix = 'Correct the environment variables named above.'
    return [...findings, { check: 'configuration', isWell: false, says: error.message, fix }]
  }
  return [...findings, ...(await examineDirectory(config)), ...(await examineDatabase(config))]
}

function examineNode(): Finding {
  const major = Number(process.versions.node.split('.')[0])
  const isWell = major >= WANTED_NODE
  const says = process.versions.node
  return isWell
    ? { check: 'Node', isWell, says }
    : {
        check: 'Node',
        isWell,
        says,
        fix: 'Start it by `npx pnpm changeover`, which brings its own Node.',
      }
}

async function examineDirectory({ directory }: Config): Promise<Finding[]> {
  try {
    await mkdir(directory, { recursive: true })
    await access(directory, constants.W_OK)
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error)
    const fix = 'Make the directory writable, or set CHANGEOVER_DIR to another.'
    return [{ check: 'directory', isWell: false, says, fix }]
  }
  const { bavail, bsize } = await statfs(directory)
  const free = bavail * bsize
  const says = `${(free / 1024 ** 3).toFixed(1)} GiB free`
  return [
    { check: 'directory', isWell: true, says: `${directory} can be written` },
    free >= WANTED_FREE_BYTES
      ? { check: 'space', isWell: true, says }
      : {
          check: 'space',
          isWell: false,
          says,
          fix: 'Free some space: uploads, evidence and the database grow.',
        },
  ]
}

async function examineDatabase(config: Config): Promise<Finding[]> {
  try {
    const opened = await openDatabase(config, () => undefined, 'tool')
    const db = createDatabase(createPool(opened.connection, { max: 1 }))
    try {
      const pending = await pendingMigrations(db)
      return [
        { check: 'database', isWell: true, says: opened.description },
        pending.length === 0
          ? { check: 'schema', isWell: true, says: 'up to date' }
          : {
              check: 'schema',
              isWell: false,
              says: `${pending.length} migrations have not run: ${pending.join(', ')}`,
              fix: 'Run `changeover migrate`, or start the server, which does it.',
            },
      ]
    } finally {
      await db.destroy()
      await opened.close()
    }
  } catch (error) {
    return [
      {
        check: 'database',
        isWell: false,
        says: error instanceof Error ? error.message : String(error),
        fix: config.databaseUrl
          ? 'Check DATABASE_URL and that its server accepts connections.'
          : 'Look at the log of the last start; the data in CHANGEOVER_DIR is untouched.',
      },
    ]
  }
}
