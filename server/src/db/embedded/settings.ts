/**
 * The settings PostgreSQL starts with, sized from the machine's memory.
 *
 * They are given on the command line, which outranks every file in the data directory: nothing
 * written there can turn durability off. `fsync`, `synchronous_commit` and `full_page_writes` are
 * always on; whoever changes this file keeps that.
 */
import { statfsSync } from 'node:fs'
import { totalmem } from 'node:os'

const MIB = 2 ** 20
const MAX_CONNECTIONS = 100

export type Settings = Readonly<Record<string, string>>

/** Memory in bytes that this machine, or the container around this process, may use. */
export function memoryBytes(): number {
  const limit = process.constrainedMemory()
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem()
}

/** `bytes` within `[least, most]` MiB, in PostgreSQL's unit. */
function megabytes(bytes: number, least: number, most: number): string {
  return `${Math.round(Math.min(Math.max(bytes / MIB, least), most))}MB`
}

/**
 * Sizes for a machine that also runs the server and perhaps a browser: an eighth for shared
 * buffers (the system's file cache holds the rest), and working memory such that a quarter of all
 * connections may sort at once within an eighth.
 * @param memory bytes of memory of the machine
 */
export function memorySettings(memory: number): Settings {
  return {
    shared_buffers: megabytes(memory / 8, 64, 4096),
    effective_cache_size: megabytes(memory / 2, 128, 65_536),
    work_mem: megabytes((memory / 8 / MAX_CONNECTIONS) * 4, 4, 64),
    maintenance_work_mem: megabytes(memory / 32, 32, 1024),
    max_wal_size: megabytes(memory / 8, 512, 4096),
  }
}

/** Containers often have 64 MB of /dev/shm, too little for parallel queries: then not POSIX there. */
function sharedMemorySettings(): Settings {
  if (process.platform !== 'linux') return {}
  try {
    const { bsize, blocks } = statfsSync('/dev/shm')
    if (bsize * blocks >= 512 * MIB) return {}
  } catch {
    // No /dev/shm at all: the same answer as for a small one.
  }
  return { dynamic_shared_memory_type: 'sysv' }
}

/** Every setting but those of the connection (see `Listening`). */
export function serverSettings(memory = memoryBytes()): Settings {
  return {
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    ...memorySettings(memory),
    ...sharedMemorySettings(),
    max_connections: String(MAX_CONNECTIONS),
    checkpoint_completion_target: '0.9',
    checkpoint_timeout: '15min',
    wal_compression: 'on',
    random_page_cost: '1.1',
    jit: 'off',
    TimeZone: 'UTC',
    log_timezone: 'UTC',
    log_destination: 'stderr',
    logging_collector: 'off',
    log_checkpoints: 'off',
  }
}

/** Settings as arguments of the `postgres` program. */
export function asArguments(settings: Settings): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
