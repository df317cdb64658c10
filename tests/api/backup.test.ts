import { openAuditKey, sealEvents, trustedKeys, verifyAudit } from '@changeover/server/audit/index'
import { makeBackup, restoreBackup, verifyBackup } from '@changeover/server/backup/index'
import { createDatabase, createPool, inDatabase } from '@changeover/server/db/database'
import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { s3Environment } from '../support/s3-server.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let file: string
beforeAll(async () => {
  server = await startTestServer()
  file = join(server.directory, 'first.backup')
  for (let number = 0; number < 4; number++) await server.signIn('crew')
})
afterAll(() => server.close())

const keys = () => trustedKeys(server.directory)
const make = (to = file, directory: string | null = null) =>
  makeBackup(server.opened.services.pool, to, openAuditKey(server.directory).publicPem, directory)

/** An empty database beside the server's, for as long as `use` needs it. */
async function withEmptyDatabase(
  use: (connection: ReturnType<typeof inDatabase>) => Promise<void>,
): Promise<void> {
  const name = `restored_${randomUUID().replaceAll('-', '')}`
  const admin = createPool(server.connection, { max: 1 })
  await admin.query(`create database ${name}`)
  try {
    await use(inDatabase(server.connection, name))
  } finally {
    await admin.query(`drop database ${name} with (force)`)
    await admin.end()
  }
}

describe('a backup', () => {
  it('is made while the server writes, and holds one moment of it', async () => {
    await sealEvents(server.opened.services.db, openAuditKey(server.directory))
    const writing = Promise.all([1, 2, 3].map(() => server.signIn('crew')))
    const manifest = await make()
    await writing
    expect(manifest.counts.person).toBe(manifest.counts.event)
    expect(manifest.auditHead?.number).toBe(1)
    expect(manifest.migrations.at(-1)).toMatch(/^\d{4}_/)
  })

  it('restores to the same rows, with a record that is whole and goes on', async () => {
    await withEmptyDatabase(async (connection) => {
      const manifest = await restoreBackup(file, connection)
      const db = createDatabase(createPool(connection, { max: 2 }))
      const people = await db.selectFrom('person').select('id').execute()
      expect(people).toHaveLength(manifest.counts.person)
      expect(await verifyAudit(db, keys())).toMatchObject({ isIntact: true })
      await sealEvents(db, openAuditKey(server.directory))
      expect(await verifyAudit(db, keys())).toMatchObject({ isIntact: true, unsealedEvents: 0 })
      const next = await db
        .insertInto('event')
        .values({
          commandId: randomUUID() as never, // A made-up command; its kind does not matter here.
          ordinal: 0,
          kind: 'test.went_on',
          subjectKind: 'none',
          payload: '{}',
          occurredAt: new Date().toISOString() as never, // As above: any instant will do.
        })
        .returning('position')
        .executeTakeFirstOrThrow()
      expect(next.position).toBe(manifest.counts.event + 1)
      await db.destroy()
    })
  })

  it('is verified by restoring it, which leaves nothing behind', async () => {
    const manifest = await verifyBackup(file, server.connection, keys())
    expect(manifest.counts.person).toBeGreaterThan(0)
    const { rows } = await server.opened.services.pool.query(
      `select from pg_database where datname like 'changeover_verify%'`,
    )
    expect(rows).toHaveLength(0)
  })

  it('is refused when it was cut off, changed, or is something else', async () => {
    const whole = readFileSync(file)
    const damaged = join(server.directory, 'damaged.backup')
    const flipped = Buffer.from(whole)
    flipped[Math.floor(whole.length / 2)] ^= 0xff
    for (const bytes of [
      whole.subarray(0, whole.length - 40),
      flipped,
      Buffer.from('a,b\n1,2\n'),
    ]) {
      writeFileSync(damaged, bytes)
      await expect(verifyBackup(damaged, server.connection, keys())).rejects.toThrow(
        /backup|cut off|corrupt|checksum|unknown|src|data|end/i,
      )
    }
  })

  it('goes into an empty database only', async () => {
    await expect(restoreBackup(file, server.connection)).rejects.toThrow(/not empty/)
  })

  it('leaves nothing under its name when it fails', async () => {
    await expect(make(join(file, 'not-a-folder.backup'))).rejects.toThrow(/ENOTDIR|EEXIST/)
  })

  it('holds the photos, and puts them back byte for byte', async () => {
    const photos = ['first', 'second'].map((text) => Buffer.from(`\xff\xd8\xff ${text}`, 'latin1'))
    const hashes = photos.map((photo) => createHash('sha256').update(photo).digest('hex'))
    for (const [index, hash] of hashes.entries()) {
      mkdirSync(join(server.directory, 'files', hash.slice(0, 2)), { recursive: true })
      writeFileSync(join(server.directory, 'files', hash.slice(0, 2), hash.slice(2)), photos[index])
    }
    const whole = join(server.directory, 'photos.backup')
    const manifest = await make(whole, server.directory)
    expect(manifest.files).toEqual({ count: 2, bytes: photos[0].length + photos[1].length })
    await withEmptyDatabase(async (connection) => {
      const other = join(server.directory, 'other')
      await restoreBackup(whole, connection, other)
      for (const [index, hash] of hashes.entries())
        expect(readFileSync(join(other, 'files', hash.slice(0, 2), hash.slice(2)))).toEqual(
          photos[index],
        )
    })
  })

  it('is not verified when a photo is no longer what was stored', async () => {
    const hash = createHash('sha256').update('was this').digest('hex')
    mkdirSync(join(server.directory, 'files', hash.slice(0, 2)), { recursive: true })
    writeFileSync(join(server.directory, 'files', hash.slice(0, 2), hash.slice(2)), 'is that')
    const spoilt = join(server.directory, 'spoilt.backup')
    await make(spoilt, server.directory)
    await expect(verifyBackup(spoilt, server.connection, keys())).rejects.toThrow(
      `${hash} was changed`,
    )
  })
})

describe('photos that lie in a bucket', () => {
  it('are not part of backups, which the page is told, with the name of the bucket', async () => {
    const elsewhere = await startTestServer({
      environment: { ...s3Environment, S3_ENDPOINT: 'http://127.0.0.1:9' },
    })
    try {
      const administrator = await elsewhere.signIn('administrator')
      const plan = await administrator.backup.list.query()
      expect(plan).toMatchObject({ withFiles: false, bucket: 'photos' })
    } finally {
      await elsewhere.close()
    }
    const here = await (await server.signIn('administrator')).backup.list.query()
    expect(here).toMatchObject({ withFiles: true, bucket: null })
  })
})
