import { spawn, type ChildProcess } from 'node:child_process'
import { watch } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * `npm run dev`: the server, started anew when its sources change; it serves the pages through Vite
 * on the same address. Node's own watcher also watches dependencies, whose files change with every
 * install elsewhere, so the folders are named here.
 */
const repository = fileURLToPath(new URL('../..', import.meta.url))
const watched = ['server/src', 'shared/src', 'migrations']
const SETTLE_MS = 150

let server: ChildProcess | undefined
let timer: NodeJS.Timeout | undefined

function start(): void {
  server = spawn(
    process.execPath,
    [`${repository}server/src/main.ts`, '--dev', ...process.argv.slice(2)],
    { stdio: 'inherit' },
  )
}

function restart(): void {
  const old = server
  if (!old || old.exitCode !== null) return start()
  old.once('exit', start)
  old.kill('SIGTERM')
}

for (const folder of watched) {
  watch(`${repository}${folder}`, { recursive: true }, (_event, name) => {
    if (!name?.endsWith('.ts') || name.endsWith('.test.ts')) return
    clearTimeout(timer)
    timer = setTimeout(restart, SETTLE_MS)
  })
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    server?.once('exit', () => process.exit(0))
    server?.kill(signal)
  })
}
start()
