import { join, resolve } from 'node:path'
import { z } from 'zod'
import { ConfigError } from './config-error.ts'
import { tracingOf, tracingVariables, type TracingConfig } from './tracing/settings.ts'

export { ConfigError } from './config-error.ts'

/** Everything that the environment decides. Read once at the start, passed on as a value. */
const ConfigSchema = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(4100),
  HOST: z.string().min(1).default('127.0.0.1'),
  CHANGEOVER_DIR: z.string().min(1).default('./.changeover'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  MAX_UPLOAD_MB: z.coerce.number().int().min(1).max(1_000_000).default(2048),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  TRUSTED_PROXIES: z.string().optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z.string().default('Changeover <changeover@localhost>'),
  OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_NAME: z.string().default('Single sign-on'),
  METRICS_TOKEN: z.string().min(16).optional(),
  BACKUP_EVERY_HOURS: z.coerce.number().int().min(1).max(168).default(24),
  BACKUP_KEEP: z.coerce.number().int().min(1).max(1000).default(14),
  BACKUP_DIR: z.string().min(1).optional(),
  AFDC_URL: z.url({ protocol: /^https?$/ }).default('https://developer.nlr.gov'),
  S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  S3_BUCKET: z.string().min(1).optional(),
  S3_REGION: z.string().min(1).default('us-east-1'),
  S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  BACKUP_FILES: z.stringbool().default(true),
  ...tracingVariables,
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
})

/** Every variable that is read. */
export const CONFIG_VARIABLES = Object.keys(ConfigSchema.shape)

export interface Config {
  port: number
  host: string
  /** Absolute. The embedded database, uploads and evidence lie here. */
  directory: string
  databaseUrl: string | undefined
  /** The largest file that somebody may upload. */
  maxUploadBytes: number
  /** The origin under which people reach the server, when a proxy stands before it; links and cookies follow it. */
  publicUrl: string | undefined
  /** Whose `X-Forwarded-…` headers are believed: addresses or networks; by default the machine itself when there is a public URL, else nobody's. */
  trustedProxies: string[]
  mail: MailConfig | null
  openId: OpenIdConfig | null
  metricsToken: string | undefined
  backup: BackupConfig
  /** Where AFDC's service of station data is. */
  afdcUrl: string
  /** Where photos and files lie; null is the directory. */
  s3: S3Config | null
  /** Where traces are sent; null is nowhere. */
  tracing: TracingConfig | null
  logLevel: z.infer<typeof ConfigSchema>['LOG_LEVEL']
}

/** When backups are made without being asked for, where they go, and how many stay. */
export interface BackupConfig {
  everyHours: number
  keep: number
  /** Absolute. */
  directory: string
  /** Whether photos and other files are part of each; where they fill a disk, something else copies them. */
  withFiles: boolean
}

/** A bucket of a service that speaks S3. */
export interface S3Config {
  /** Without a slash at its end. */
  endpoint: string
  bucket: string
  region: string
  accessKeyId: string
  secretAccessKey: string
}

export interface MailConfig {
  smtpUrl: string
  from: string
}

/** The OpenID Connect provider that people may sign in with. */
export interface OpenIdConfig {
  issuer: string
  clientId: string
  clientSecret: string
  /** What the button on the sign-in page says. */
  name: string
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
  const { PUBLIC_URL, TRUSTED_PROXIES, SMTP_URL, MAIL_FROM } = parsed.data
  return {
    port: PORT,
    host: HOST,
    directory: resolve(CHANGEOVER_DIR),
    databaseUrl: DATABASE_URL,
    maxUploadBytes: MAX_UPLOAD_MB * 1024 * 1024,
    publicUrl: PUBLIC_URL ? new URL(PUBLIC_URL).origin : undefined,
    trustedProxies: TRUSTED_PROXIES
      ? TRUSTED_PROXIES.split(',').map((part) => part.trim())
      : PUBLIC_URL
        ? ['loopback']
        : [],
    mail: SMTP_URL ? { smtpUrl: SMTP_URL, from: MAIL_FROM } : null,
    openId: openIdOf(parsed.data),
    metricsToken: parsed.data.METRICS_TOKEN,
    backup: {
      everyHours: parsed.data.BACKUP_EVERY_HOURS,
      keep: parsed.data.BACKUP_KEEP,
      directory: resolve(parsed.data.BACKUP_DIR ?? join(CHANGEOVER_DIR, 'backups')),
      withFiles: parsed.data.BACKUP_FILES,
    },
    afdcUrl: parsed.data.AFDC_URL,
    s3: s3Of(parsed.data),
    tracing: tracingOf(parsed.data),
    logLevel: LOG_LEVEL,
  }
}

function s3Of(given: z.infer<typeof ConfigSchema>): S3Config | null {
  const { S3_ENDPOINT: endpoint, S3_BUCKET: bucket, S3_REGION: region } = given
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = given
  if (!endpoint && !bucket && !accessKeyId && !secretAccessKey) return null
  if (!endpoint || !bucket || !accessKeyId || !secretAccessKey)
    throw new ConfigError(
      'S3 storage needs S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY together.',
    )
  return { endpoint: endpoint.replace(/\/+$/, ''), bucket, region, accessKeyId, secretAccessKey }
}

function openIdOf(given: z.infer<typeof ConfigSchema>): OpenIdConfig | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = given
  if (!issuer && !clientId && !clientSecret) return null
  if (!issuer || !clientId || !clientSecret)
    throw new ConfigError(
      'OpenID Connect needs OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET together.',
    )
  return { issuer, clientId, clientSecret, name: given.OIDC_NAME }
}
