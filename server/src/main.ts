import { toDay } from '@changeover/shared/time'
import { parseArgs } from 'node:util'
import { createServer, mountApp } from './app.ts'
import { ConfigError, readConfig } from './config.ts'
import { ensureDemo, SMALL_DEMO, type DemoSize } from './demo/index.ts'
import { expectSafeToExpose } from './exposure.ts'
import { startFolding } from './progress/index.ts'
import { mountPages } from './pages.ts'
import { openServices } from './services.ts'
import { startTasks } from './tasks.ts'

/** `npm start`: opens everything, serves until it is told to stop, and stops cleanly. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      demo: { type: 'string', default: 'small' },
      'no-demo': { type: 'boolean', default: false },
      stations: { type: 'string' },
      orders: { type: 'string' },
      dev: { type: 'boolean', default: false },
    },
  })
  const config = readConfig(process.env)
  const app = createServer(config)
  const opened = await openServices(config, app.log, { isDemo: !values['no-demo'] })

  try {
    await expectSafeToExpose(config, opened.services.db, opened.services.installation)
  } catch (error) {
    await opened.close()
    throw error
  }
  const stopFolding = startFolding(opened.services.db, app.log)

  let tasks: Awaited<ReturnType<typeof startTasks>> | undefined
  let isStopping = false
  const stop = async (signal: string) => {
    if (isStopping) return
    isStopping = true
    app.log.info({ signal }, 'stopping')
    app.server.closeAllConnections()
    await app.close()
    await stopFolding()
    await tasks?.stop()
    await opened.close()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal))

  await mountApp(app, opened.services, opened.auth)
  if (values.dev) (await import('./dev-pages.ts')).mountDevPages(app)
  else await mountPages(app)
  tasks = await startTasks(opened.services, opened.connection)
  const address = await app.listen({ port: config.port, host: config.host })
  process.stdout.write(
    `\n  Changeover is ready: ${address}\n  Database: ${opened.databaseDescription}\n\n`,
  )
  if (opened.services.installation.isDemo)
    await ensureDemo(
      opened.services,
      toDay(Temporal.Now.plainDateISO()),
      demoSize(values.stations, values.orders),
    )
}

/** The size that was asked for; what is left out is that of the small demo, in proportion. */
function demoSize(stations?: string, orders?: string): DemoSize {
  const ratio = SMALL_DEMO.orders / SMALL_DEMO.stations
  const size = {
    stations: Number(
      stations ?? (orders ? Math.ceil(Number(orders) / ratio) : SMALL_DEMO.stations),
    ),
    orders: Number(orders ?? (stations ? Math.ceil(Number(stations) * ratio) : SMALL_DEMO.orders)),
  }
  if (!Object.values(size).every((number) => Number.isInteger(number) && number > 0))
    throw new ConfigError('--stations and --orders take whole numbers from 1 on.')
  return size
}

try {
  await main()
} catch (error) {
  const message =
    error instanceof ConfigError
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error)
  process.stderr.write(`\nChangeover could not start.\n${message}\n`)
  process.exit(1)
}
