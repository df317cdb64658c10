import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { fetchFile, FileCutOff } from './download.ts'

/** Asks a server that answers like this, and then is gone. */
async function fetchedFrom(answer: (response: ServerResponse) => void) {
  const server = createServer((_request, response) => answer(response))
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // A TCP server's address is never a text.
  return fetchFile(`http://127.0.0.1:${port}/sites.csv`).finally(() => server.close())
}

const asFile = { 'content-disposition': 'attachment; filename="sites.csv"' }

describe('a file from the server', () => {
  it('comes whole, under the name that the server gave it', async () => {
    const { name, content } = await fetchedFrom((response) =>
      response.writeHead(200, asFile).end('a,b\r\n'),
    )
    expect(name).toBe('sites.csv')
    expect(await content.text()).toBe('a,b\r\n')
  })

  it('is none when it breaks off after its beginning', async () => {
    const cut = fetchedFrom((response) => {
      response.writeHead(200, asFile)
      response.write('a,b\r\n', () => response.destroy())
    })
    await expect(cut).rejects.toBeInstanceOf(FileCutOff)
  })

  it('says of a refusal what it was', async () => {
    const refused = fetchedFrom((response) =>
      response.writeHead(503).end('{"error":"UNAVAILABLE"}'),
    )
    await expect(refused).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    const unknown = fetchedFrom((response) => response.writeHead(502).end('<html>Bad gateway'))
    await expect(unknown).rejects.toMatchObject({ code: 'UNEXPECTED' })
  })
})
