import type { FastifyBaseLogger } from 'fastify'
import type pg from 'pg'
import type { Caller } from './accounts/sessions.ts'
import type { Installation } from './accounts/installation.ts'
import type { Config } from './config.ts'
import type { Database } from './db/database.ts'
import type { Announcer } from './live/announcer.ts'
import type { Tracing } from './tracing/tracing.ts'

/** What the process holds for as long as it runs; every request and command works with it. */
export interface Services {
  config: Config
  db: Database
  /** Connections without pipelining: COPY and LISTEN need their own. */
  pool: pg.Pool
  /** How many connections of this process to the database do what just now, of all its pools. */
  countConnections(): ConnectionCounts
  announcer: Announcer
  installation: Installation
  log: FastifyBaseLogger
  tracing: Tracing
}

export interface ConnectionCounts {
  idle: number
  busy: number
  /** Work that waits for a connection. */
  waitedFor: number
}

/** A request: the services, who asks, and from where. */
export interface RequestContext extends Services, Caller {
  /** The network address of the sender. */
  address: string
  /** Where the sender's page came from, as the browser writes it: scheme, host and port. */
  origin: string
}
