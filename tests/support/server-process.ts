import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../server/src/main.ts', import.meta.url))
const READY_MS = 60_000

/** The server as a process of its own, which can be killed like one. */
export interface ServerProcess {
  url: string
  pid: number
  /** kill -9: no chance to finish anything. */
  kill(): Promise<void>
  /** SIGTERM and a clean end. */
  stop(): Promise<number | null>
}

/** Starts `server/src/main.ts` and resolves when `/readyz` says so. */
export async function startServerProcess(
  environment: Record<string, string>,
  args: string[] = [],
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, LOG_LEVEL: 'error', ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let complaints = ''
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()))
  const url = `http://127.0.0.1:${environment.PORT}`
  await untilReady(url, child, () => complaints)
  if (child.pid === undefined) throw new Error('The server has no process.')
  return {
    url,
    pid: child.pid,
    kill: async () => void (await end(child, 'SIGKILL')),
    stop: () => end(child, 'SIGTERM'),
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
  return child.exitCode
}

async function untilReady(
  url: string,
  child: ChildProcess,
  complaints: () => string,
): Promise<void> {
  const deadline = Date.now() + READY_MS
  while (Date.now() < deadline) {
    if (child.exitCode !== null)
      throw new Error(`The server ended with ${child.exitCode}:\n${complaints()}`)
    const isReady = await fetch(`${url}/readyz`).then(
      (response) => response.ok,
      () => false,
    )
    if (isReady) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`The server was not ready within ${READY_MS} ms:\n${complaints()}`)
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
