import { parseArgs } from 'node:util'
import { createServer, mountApp, mountPages } from './app.ts'
import { ConfigError, readConfig } from './config.ts'
import { openServices } from './services.ts'

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
  const app = createServer(config.logLevel)
  const opened = await openServices(config, app.log, { isDemo: !values['no-demo'] })

  let isStopping = false
  const stop = async (signal: string) => {
    if (isStopping) return
    isStopping = true
    app.log.info({ signal }, 'stopping')
    app.server.closeAllConnections()
    await app.close()
    await opened.close()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal))

  await mountApp(app, opened.services, opened.auth)
  if (values.dev) (await import('./dev-pages.ts')).mountDevPages(app)
  else await mountPages(app)
  const address = await app.listen({ port: config.port, host: config.host })
  process.stdout.write(
    `\n  Changeover is ready: ${address}\n  Database: ${opened.databaseDescription}\n\n`,
  )
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
