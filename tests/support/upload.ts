import type { Id } from '@changeover/shared/commands'
import { readFile } from 'node:fs/promises'
import { command } from './command.ts'
import type { Client, TestServer } from './server.ts'

/** Uploads bytes or text as the import page does. @returns the upload's id, or the refusal. */
export async function upload(
  server: Pick<TestServer, 'url'>,
  { cookie }: { cookie: string },
  content: string | Uint8Array<ArrayBuffer>,
  fileName = 'stations.csv',
): Promise<Id<'Upload'>> {
  const response = await fetch(`${server.url}/api/files/upload`, {
    method: 'POST',
    headers: {
      cookie,
      'content-type': 'application/octet-stream',
      'x-file-name': encodeURIComponent(fileName),
    },
    body: content,
  })
  // The route answers with an Upload, or with the code of an error.
  const answer = (await response.json()) as { id: Id<'Upload'>; error?: string }
  if (!response.ok) throw new Error(`${response.status} ${answer.error}`)
  return answer.id
}

export async function uploadFile(
  server: Pick<TestServer, 'url'>,
  person: { cookie: string },
  path: string,
): Promise<Id<'Upload'>> {
  return upload(server, person, new Uint8Array(await readFile(path)), path.split('/').at(-1))
}

/** Imports a file of stations without more ado. @returns what came of it. */
export async function importText(
  server: Pick<TestServer, 'url'>,
  manager: Client & { cookie: string },
  text: string,
  network: string | null = null,
) {
  const data = { uploadId: await upload(server, manager, text), network, acceptGoodRows: false }
  return (await manager.network.import.mutate(command(data))).result
}
