import pino from 'pino'
import { readConfig } from '../config.ts'
import type { Services } from '../context.ts'
import { openServices } from '../services.ts'

/**
 * Opens what the server opens, sharing the embedded database with one that runs, and lets go of it
 * however `work` ends. `isDemo` decides what a new installation becomes; an old one stays what it is. The log goes to the error output and says only what is wrong.
 */
export async function withServices<T>(
  work: (services: Services) => Promise<T>,
  { isDemo } = { isDemo: false },
): Promise<T> {
  const config = readConfig({ LOG_LEVEL: 'warn', ...process.env })
  const log = pino({ level: config.logLevel }, pino.destination(2))
  const opened = await openServices(config, log, { isDemo, as: 'tool' })
  try {
    return await work(opened.services)
  } finally {
    await opened.close()
  }
}

/** Prints the one JSON object that a script reads. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}
