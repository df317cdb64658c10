import type { Connection } from '@changeover/server/db/database'
import { createServer, connect, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'

/** The line between a server and its database, which can be made to break at a known place. */
export interface DatabaseLine {
  /** The same database at the end of this line. */
  to(connection: Connection): Connection
  /** Breaks as soon as all connections together bring more than this from now on, and stays broken until `mend`. */
  breakAfter(bytes: number): void
  mend(): void
  close(): void
}

export async function startDatabaseLine(): Promise<DatabaseLine> {
  const open = new Set<Socket>()
  let reach = (): Socket => {
    throw new Error('The line leads nowhere yet.')
  }
  // Of all connections: a server may read the next page over another one.
  let brought = 0
  let most = Infinity
  let isBroken = false
  const breakAll = () => {
    isBroken = true
    for (const socket of open) socket.destroy()
  }
  const server = createServer((near) => {
    if (isBroken) return void near.destroy()
    const far = reach()
    open.add(near)
    near.pipe(far)
    far.on('data', (chunk: Buffer) => {
      brought += chunk.length
      if (brought > most) breakAll()
      else near.write(chunk)
    })
    const end = () => {
      open.delete(near)
      near.destroy()
      far.destroy()
    }
    for (const socket of [near, far]) socket.on('error', end).on('close', end)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // A TCP server's address is never a text.
  return {
    to(connection) {
      if ('connectionString' in connection) {
        const url = new URL(connection.connectionString)
        const { hostname, port: farPort } = url
        const host = url.searchParams.get('host') ?? hostname
        reach = () => reachAt(host, Number(url.searchParams.get('port') ?? (farPort || 5432)))
        url.searchParams.delete('host')
        url.searchParams.delete('port')
        url.host = `127.0.0.1:${port}`
        return { connectionString: url.href }
      }
      const { host, port: farPort } = connection
      reach = () => reachAt(host, farPort)
      return { ...connection, host: '127.0.0.1', port }
    },
    breakAfter(bytes) {
      most = bytes
      brought = 0
    },
    mend() {
      most = Infinity
      isBroken = false
    },
    close() {
      breakAll()
      server.close()
    },
  }
}

/** A host that is a folder holds PostgreSQL's socket. */
function reachAt(host: string, port: number): Socket {
  return host.startsWith('/') ? connect(join(host, `.s.PGSQL.${port}`)) : connect(port, host)
}
