import { openAuditKey, trustedKeys, verifyAudit } from '@changeover/server/audit/index'
import { makeBackup, restoreBackup, verifyBackup } from '@changeover/server/backup/index'
import { filesForBackup, type FileSource } from '@changeover/server/backup/files'
import { fileKey, openStorage } from '@changeover/server/files/index'
import { readConfig } from '@changeover/server/config'
import { createDatabase, createPool, inDatabase } from '@changeover/server/db/database'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { s3Environment, startS3Server } from '../support/s3-server.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { sealAll } from '../support/seal.ts'

const LARGE_BYTES = 48 * 1024 * 1024

let server: TestServer
let file: string
beforeAll(async () => {
  server = await startTestServer()
  file = join(server.directory, 'first.backup')
  for (let number = 0; number < 4; number++) await server.signIn('crew')
})
afterAll(() => server.close())

const keys = () => trustedKeys(server.directory)
const make = (to = file, source: FileSource | null = null) =>
  makeBackup(server.opened.services.pool, to, openAuditKey(server.directory).publicPem, source)
/** The photos beside this server's database. */
const photosHere = () => filesForBackup(server.opened.services.config)

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
    await sealAll(server.opened.services.db, openAuditKey(server.directory))
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
      await sealAll(db, openAuditKey(server.directory))
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
    const manifest = await make(whole, photosHere())
    const bytes = photos[0].length + photos[1].length
    expect(manifest.files).toEqual({ count: 2, bytes, missing: 0 })
    await withEmptyDatabase(async (connection) => {
      const other = join(server.directory, 'other')
      await restoreBackup(whole, connection, { directory: other, s3: null })
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
    await make(spoilt, photosHere())
    await expect(verifyBackup(spoilt, server.connection, keys())).rejects.toThrow(
      `${hash} was changed`,
    )
  })
})

describe('photos that lie in a bucket', () => {
  it('are in a backup, and are put back into a bucket, byte for byte', async () => {
    const [from, to] = [await startS3Server(), await startS3Server()]
    const full = await startTestServer({
      environment: { ...s3Environment, S3_ENDPOINT: from.endpoint },
    })
    try {
      const { config, pool } = full.opened.services
      const photos = ['first', 'second', 'lost'].map((text) => Buffer.from(text.repeat(50_000)))
      const hashes = photos.map((photo) => createHash('sha256').update(photo).digest('hex'))
      for (const [index, hash] of hashes.entries()) {
        const bytes = photos[index]
        await pool.query(`insert into stored_file values ($1, 'image/png', $2)`, [
          hash,
          bytes.length,
        ])
        if (index < 2)
          from.objects.set(`/photos/${fileKey(hash)}`, { bytes, contentType: 'image/png' })
      }
      from.objects.set('/photos/of-somebody-else', { bytes: photos[0], contentType: 'text/plain' })
      const whole = join(full.directory, 'bucket.backup')
      const key = openAuditKey(full.directory).publicPem
      const manifest = await makeBackup(pool, whole, key, filesForBackup(config))
      const bytes = photos[0].length + photos[1].length
      expect(manifest.files).toEqual({ count: 2, bytes, missing: 1 })
      const s3 = config.s3 && { ...config.s3, endpoint: to.endpoint }
      await withEmptyDatabase(async (connection) => {
        await restoreBackup(whole, connection, { directory: full.directory, s3 })
      })
      expect(to.refused).toBe(0)
      expect([...to.objects.keys()].toSorted()).toEqual(
        hashes
          .slice(0, 2)
          .map((hash) => `/photos/${fileKey(hash)}`)
          .toSorted(),
      )
      for (const [index, hash] of hashes.slice(0, 2).entries())
        expect(to.objects.get(`/photos/${fileKey(hash)}`)?.bytes.equals(photos[index])).toBe(true)
      expect(readdirSync(join(full.directory, 'restoring'))).toEqual([])
      const plan = await (await full.signIn('administrator')).backup.list.query()
      expect(plan).toMatchObject({ withFiles: true, bucket: 'photos' })
    } finally {
      await full.close()
      from.close()
      to.close()
    }
  })

  it('are sent from the disk as they are read, however large one is', async () => {
    const bucket = await startS3Server()
    const directory = mkdtempSync(join(tmpdir(), 'changeover-large-'))
    const path = join(directory, 'large')
    writeFileSync(path, randomBytes(LARGE_BYTES))
    const before = process.memoryUsage().arrayBuffers
    let whileSending = Infinity
    bucket.onUpload = () => (whileSending = process.memoryUsage().arrayBuffers)
    const s3 = readConfig({ ...s3Environment, S3_ENDPOINT: bucket.endpoint }).s3
    await openStorage({ directory, s3 }).put('large', path, 'image/png')
    expect(whileSending - before).toBeLessThan(LARGE_BYTES / 4)
    expect(bucket.refused).toBe(0)
    const stored = bucket.objects.get('/photos/large')
    expect(stored?.bytes.equals(readFileSync(path))).toBe(true)
    bucket.close()
    rmSync(directory, { recursive: true })
  })

  it('fail the backup when the bucket cannot be reached, and leave nothing under its name', async () => {
    const cut = await startTestServer({
      environment: { ...s3Environment, S3_ENDPOINT: 'http://127.0.0.1:9' },
    })
    const { config, pool } = cut.opened.services
    await pool.query(`insert into stored_file values ($1, 'image/png', 1)`, ['a'.repeat(64)])
    const none = join(cut.directory, 'none.backup')
    const key = openAuditKey(cut.directory).publicPem
    await expect(makeBackup(pool, none, key, filesForBackup(config))).rejects.toThrow(
      /fetch failed|ECONNREFUSED/,
    )
    expect(readdirSync(cut.directory).filter((name) => name.startsWith('none'))).toEqual([])
    await cut.close()
  })
})
