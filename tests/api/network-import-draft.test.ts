import { newId } from '@changeover/shared/commands'
import type { ImportRequest } from '@changeover/shared/network'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'
import { stationCsv, type StationCells } from '../support/stations.ts'
import { upload } from '../support/upload.ts'

/** What somebody has mended of a file so far, kept until it is imported. */
let server: TestServer
let manager: Client & { cookie: string }
beforeAll(async () => {
  server = await startTestServer()
  manager = await server.signIn('program_manager')
})
afterAll(() => server.close())

const uploaded = (...stations: StationCells[]) => upload(server, manager, stationCsv(...stations))

describe('a draft of an import', () => {
  const draftOf = (uploadId: ImportRequest['uploadId'], value: string) => ({
    uploadId,
    kind: 'stations' as const,
    fixes: ['ZIP_LEADING_ZERO' as const],
    edits: [{ line: 2, column: 'Latitude', value }],
  })

  it('is what was saved last, and is there for whoever opens the upload', async () => {
    const uploadId = await uploaded({ ID: '81', Latitude: '' })
    expect(await manager.network.importDraft.query({ uploadId })).toBeNull()
    const first = { commandId: newId<'Command'>(), baseVersion: 1, data: draftOf(uploadId, '47.6') }
    const saved = await manager.network.keepImportDraft.mutate(first)
    expect(saved.result).toEqual({ version: 2 })
    // The same command once more, as after a lost answer, changes nothing.
    expect((await manager.network.keepImportDraft.mutate(first)).result).toEqual({ version: 2 })

    const colleague = await server.signIn('program_manager')
    expect(await colleague.network.importDraft.query({ uploadId })).toEqual({
      version: 2,
      draft: {
        ...draftOf(uploadId, '47.6'),
        mapping: null,
        network: null,
        acceptGoodRows: false,
        dropRows: [],
        encoding: null,
      },
    })
  })

  it('is not overwritten by who has not seen the latest one', async () => {
    const uploadId = await uploaded({ ID: '82', Latitude: '' })
    const keep = (baseVersion: number, value: string) =>
      manager.network.keepImportDraft.mutate({
        commandId: newId(),
        baseVersion,
        data: draftOf(uploadId, value),
      })
    const [one, other] = await Promise.allSettled([keep(1, '47.6'), keep(1, '47.7')])
    expect([one.status, other.status].toSorted()).toEqual(['fulfilled', 'rejected'])
    expect((await refusalOf(keep(1, '47.8'))).code).toBe('CONFLICT')
    expect((await keep(2, '47.9')).result).toEqual({ version: 3 })
    const kept = await manager.network.importDraft.query({ uploadId })
    expect(kept?.draft.edits).toMatchObject([{ value: '47.9' }])
  })

  it('is for those who import, and of an upload that is there', async () => {
    const executive = await server.signIn('executive')
    const uploadId = await uploaded({ ID: '83' })
    const data = draftOf(uploadId, '47.6')
    const call = executive.network.keepImportDraft.mutate({ commandId: newId(), data })
    expect((await refusalOf(call)).code).toBe('FORBIDDEN')
    expect((await refusalOf(executive.network.importDraft.query({ uploadId }))).code).toBe(
      'FORBIDDEN',
    )
    const lost = manager.network.keepImportDraft.mutate({
      commandId: newId(),
      data: draftOf(newId<'Upload'>(), '47.6'),
    })
    expect((await refusalOf(lost)).code).toBe('NOT_FOUND')
  })
})
