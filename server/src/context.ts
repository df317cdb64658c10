import type { Actor } from '@changeover/shared/accounts'
import type { FastifyBaseLogger } from 'fastify'
import type pg from 'pg'
import type { Installation } from './accounts/installation.ts'
import type { Config } from './config.ts'
import type { Database } from './db/database.ts'
import type { Announcer } from './live/announcer.ts'

/** What the process holds for as long as it runs; every request and command works with it. */
export interface Services {
  config: Config
  db: Database
  /** Connections without pipelining: COPY and LISTEN need their own. */
  pool: pg.Pool
  announcer: Announcer
  installation: Installation
  log: FastifyBaseLogger
}

/** A request: the services, and who asks. */
export interface RequestContext extends Services {
  actor: Actor | null
}
