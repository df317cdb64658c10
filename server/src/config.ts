import { resolve } from 'node:path'
import { z } from 'zod'

/** Everything that the environment decides. Read once at the start, passed on as a value. */
const ConfigSchema = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(4100),
  HOST: z.string().min(1).default('127.0.0.1'),
  CHANGEOVER_DIR: z.string().min(1).default('./.changeover'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  MAX_UPLOAD_MB: z.coerce.number().int().min(1).max(1_000_000).default(2048),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
})

export interface Config {
  port: number
  host: string
  /** Absolute. The embedded database, uploads and evidence lie here. */
  directory: string
  databaseUrl: string | undefined
  /** The largest file that somebody may upload. */
  maxUploadBytes: number
  logLevel: z.infer<typeof ConfigSchema>['LOG_LEVEL']
}

/** What is wrong with the environment, a line for each variable. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** Reads the configuration. @throws ConfigError naming every variable that is wrong, and what it should be. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = ConfigSchema.safeParse(given)
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
    throw new ConfigError(`The configuration is not valid:\n${lines.join('\n')}`)
  }
  const { PORT, HOST, CHANGEOVER_DIR, DATABASE_URL, MAX_UPLOAD_MB, LOG_LEVEL } = parsed.data
  return {
    port: PORT,
    host: HOST,
    directory: resolve(CHANGEOVER_DIR),
    databaseUrl: DATABASE_URL,
    maxUploadBytes: MAX_UPLOAD_MB * 1024 * 1024,
    logLevel: LOG_LEVEL,
  }
}
