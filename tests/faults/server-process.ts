import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const entry = fileURLToPath(new URL('../../server/src/main.ts', import.meta.url))
const READY_MS = 180_000

/** The real server as a process of its own, so that it can be killed without warning. */
export class ServerProcess {
  readonly #environment: Record<string, string>
  #child: ChildProcess | undefined
  origin = ''
  kills = 0

  constructor(environment: Record<string, string>) {
    this.#environment = environment
  }

  /** The number of the process that runs now. */
  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Starts it and waits until it answers. @throws Error with what it said when it does not. */
  async start(): Promise<string> {
    const child = spawn(process.execPath, [entry, '--no-demo'], {
      env: { ...process.env, ...this.#environment, PORT: '0', LOG_LEVEL: 'error' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    let said = ''
    this.origin = await new Promise<string>((resolve, reject) => {
      const tooLong = setTimeout(() => reject(new Error(`No server: ${said}`)), READY_MS)
      const hear = (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-4_000)
        const address = /ready: (http:\S+)/.exec(said)?.[1]
        if (!address) return
        clearTimeout(tooLong)
        resolve(address)
      }
      child.stdout?.on('data', hear)
      child.stderr?.on('data', hear)
      child.on('exit', () => reject(new Error(`The server ended: ${said}`)))
    })
    return this.origin
  }

  /** Kills it with no chance to finish anything. */
  async kill(): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    this.kills++
    await ended
  }
}
