import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../server/src/main.ts', import.meta.url))
const READY_MS = 180_000
const REMEMBERED = 4_000

/** The real server as a process of its own, as `npm start` runs it, which can be killed like one. */
export class ServerProcess {
  readonly #environment: Readonly<Record<string, string>>
  #child: ChildProcess | undefined
  /** Where it answers now; with `PORT` 0, somewhere else after each start. */
  url = ''
  kills = 0

  constructor(environment: Readonly<Record<string, string>>) {
    this.#environment = environment
  }

  /** Of the process that runs now; 0 when none does. */
  get pid(): number {
    return this.#child?.pid ?? 0
  }

  /** Starts it and waits until it says that it is ready. @throws Error with what it said instead; it does not run then. */
  async start(): Promise<string> {
    const child = spawn(process.execPath, [main, '--no-demo'], {
      env: { ...process.env, PORT: '0', LOG_LEVEL: 'error', ...this.#environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    let said = ''
    this.url = await new Promise<string>((resolve, reject) => {
      const tooLong = setTimeout(() => {
        child.kill('SIGKILL')
        reject(new Error(`No server: ${said}`))
      }, READY_MS)
      const hear = (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-REMEMBERED)
        const address = /ready: (http:\S+)/.exec(said)?.[1]
        if (!address) return
        clearTimeout(tooLong)
        resolve(address)
      }
      child.stdout?.on('data', hear)
      child.stderr?.on('data', hear)
      child.on('exit', () => {
        clearTimeout(tooLong)
        reject(new Error(`The server ended: ${said}`))
      })
    })
    return this.url
  }

  /** kill -9: no chance to finish anything. */
  async kill(): Promise<void> {
    if (this.#child?.exitCode === null) this.kills++
    await this.#end('SIGKILL')
  }

  /** SIGTERM and a clean end. @returns the exit code. */
  stop(): Promise<number | null> {
    return this.#end('SIGTERM')
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null)
      return child?.exitCode ?? null
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
    return child.exitCode
  }
}

/** A port that is free now. */
export async function freePort(): Promise<string> {
  const { createServer } = await import('node:net')
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('No port was given.')
  return String(address.port)
}

/** Resident memory of a process, from /proc. */
export function residentKb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? NaN)
}
