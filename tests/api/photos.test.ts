import { makeThumbnail } from '@changeover/server/files/index'
import { withoutPosition } from '@changeover/shared/orders'
import { newId } from '@changeover/shared/commands'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { s3Environment, startS3Server, type S3Server } from '../support/s3-server.ts'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

let server: TestServer
let crew: Client & { cookie: string }
beforeAll(async () => {
  server = await startTestServer()
  crew = await server.signIn('crew', { crewId: newId() })
})
afterAll(() => server.close())

/** A picture of its own, with the coordinates of Seattle in its Exif data. */
async function photoFrom(options: { isPlaced?: boolean; format?: 'jpeg' | 'png' } = {}) {
  const picture = sharp(randomBytes(240 * 180 * 3), {
    raw: { width: 240, height: 180, channels: 3 },
  })
  const drawn = options.format === 'png' ? picture.png() : picture.jpeg({ quality: 95 })
  return options.isPlaced
    ? drawn
        .withExif({
          IFD0: { Make: 'Phone' },
          IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '47/1 36/1 12/1', GPSLongitudeRef: 'W' },
        })
        .toBuffer()
    : drawn.toBuffer()
}

function ask(path: string, init: RequestInit & { cookie?: string } = {}, to = server) {
  const { cookie = crew.cookie, ...rest } = init
  return fetch(`${to.url}/api/files/${path}`, { ...rest, headers: { cookie } })
}

function putPart(photo: Buffer, from: number, to: number, cookie = crew.cookie) {
  return ask(`${hashOf(photo)}/parts?offset=${from}&length=${photo.length}`, {
    method: 'PUT',
    body: new Uint8Array(photo.subarray(from, to)),
    cookie,
  })
}

const answerOf = async (response: Promise<Response>) => {
  const answered = await response
  return { status: answered.status, ...((await answered.json()) as Record<string, unknown>) }
}
const leftovers = () =>
  readdirSync(join(server.directory, 'files')).filter((name) => /^(part|arriving)-/.test(name))

describe('a photo in parts', () => {
  it('goes on after a break where it was, and is verified as a whole', async () => {
    const photo = await photoFrom()
    const half = Math.floor(photo.length / 2)
    expect(await answerOf(ask(`${hashOf(photo)}/parts`))).toMatchObject({ received: 0 })
    expect(await answerOf(putPart(photo, 0, half))).toMatchObject({ received: half })
    // The connection broke; the phone asks how much arrived.
    expect(await answerOf(ask(`${hashOf(photo)}/parts`))).toMatchObject({ received: half })
    expect(await answerOf(putPart(photo, half, photo.length))).toMatchObject({
      status: 200,
      sha256: hashOf(photo),
      bytes: photo.length,
    })
    const stored = await ask(hashOf(photo))
    expect(hashOf(new Uint8Array(await stored.arrayBuffer()))).toBe(hashOf(photo))
    expect(leftovers()).toEqual([])
  })

  it('takes parts that come twice, late or at once, and never leaves a gap', async () => {
    const photo = await photoFrom()
    const third = Math.floor(photo.length / 3)
    expect(await answerOf(putPart(photo, third, 2 * third))).toMatchObject({ received: 0 })
    await Promise.all([putPart(photo, 0, third), putPart(photo, 0, third)])
    await putPart(photo, third, 2 * third)
    expect(await answerOf(putPart(photo, 0, third))).toMatchObject({ received: 2 * third })
    const last = [1, 2, 3].map(() => answerOf(putPart(photo, 2 * third, photo.length)))
    for (const answer of await Promise.all(last))
      expect(answer).toMatchObject({ status: 200, sha256: hashOf(photo) })
    expect(await answerOf(putPart(photo, 0, third))).toMatchObject({ sha256: hashOf(photo) })
    expect(leftovers()).toEqual([])
  })

  it('is forgotten when the whole is not what was announced, and can be begun again', async () => {
    const photo = await photoFrom()
    const wrong = Buffer.from(photo)
    wrong[photo.length - 9] ^= 1
    const path = `${hashOf(photo)}/parts?offset=0&length=${photo.length}`
    const refused = ask(path, { method: 'PUT', body: new Uint8Array(wrong) })
    expect(await answerOf(refused)).toMatchObject({ status: 422, error: 'PHOTO_REFUSED' })
    expect(await answerOf(putPart(photo, 0, photo.length))).toMatchObject({ status: 200 })
  })

  it('of one person is not spoiled by another, and not taken from somebody who may not', async () => {
    const photo = await photoFrom()
    const other = await server.signIn('contractor', { crewId: newId() })
    const rubbish = Buffer.alloc(photo.length)
    await ask(`${hashOf(photo)}/parts?offset=0&length=${photo.length}`, {
      method: 'PUT',
      body: new Uint8Array(rubbish.subarray(0, 500)),
      cookie: other.cookie,
    })
    expect(await answerOf(putPart(photo, 0, photo.length))).toMatchObject({ status: 200 })
    const executive = await server.signIn('executive')
    expect((await putPart(photo, 0, 100, executive.cookie)).status).toBe(403)
    expect((await putPart(photo, 0, 100, '')).status).toBe(401)
  })

  it('is refused when a part or the whole is too large', async () => {
    const large = Buffer.alloc(1024 * 1024 + 1)
    expect((await putPart(large, 0, large.length)).status).toBe(413)
    expect(
      (await ask(`${'ab'.repeat(32)}/parts?offset=0&length=99999999`, { method: 'PUT', body: 'x' }))
        .status,
    ).toBe(413)
  })
})

describe('the position in a photo', () => {
  for (const format of ['jpeg', 'png'] as const)
    it(`is blanked in a ${format} by default, against a receipt for what was sent`, async () => {
      const photo = await photoFrom({ isPlaced: true, format })
      expect(withoutPosition(photo)).not.toBeNull()
      const put = ask(hashOf(photo), { method: 'PUT', body: new Uint8Array(photo) })
      expect(await answerOf(put)).toMatchObject({ sha256: hashOf(photo), bytes: photo.length })
      const kept = Buffer.from(await (await ask(hashOf(photo))).arrayBuffer())
      expect(withoutPosition(kept)).toBeNull()
      const [before, after] = await Promise.all(
        [photo, kept].map((bytes) => sharp(bytes).raw().toBuffer()),
      )
      expect(hashOf(after)).toBe(hashOf(before))
      // The bytes with the position lie nowhere.
      const sha = hashOf(photo)
      expect(existsSync(join(server.directory, 'files', sha.slice(0, 2), sha.slice(2)))).toBe(false)
    })

  it('stays where an administrator wants it, and nobody else decides that', async () => {
    const administrator = await server.signIn('administrator')
    expect((await crew.files.policy.query()).keepsPosition).toBe(false)
    expect(
      await refusalOf(
        crew.files.setPolicy.mutate({ commandId: newId(), data: { keepsPosition: true } }),
      ),
    ).toMatchObject({ code: 'FORBIDDEN' })
    const decide = (keepsPosition: boolean) =>
      administrator.files.setPolicy.mutate({ commandId: newId(), data: { keepsPosition } })
    await decide(true)
    const photo = await photoFrom({ isPlaced: true })
    await ask(hashOf(photo), { method: 'PUT', body: new Uint8Array(photo) })
    const kept = Buffer.from(await (await ask(hashOf(photo))).arrayBuffer())
    expect(kept.equals(photo)).toBe(true)
    await decide(false)
    expect((await crew.files.policy.query()).keepsPosition).toBe(false)
  })
})

describe('a thumbnail', () => {
  it('is small, upright, without position, and until it is drawn the photo stands in', async () => {
    const photo = await sharp({
      create: { width: 900, height: 600, channels: 3, background: '#246' },
    })
      .jpeg()
      .withMetadata({ orientation: 6 })
      .toBuffer()
    await ask(hashOf(photo), { method: 'PUT', body: new Uint8Array(photo) })
    const meantime = await ask(`${hashOf(photo)}/thumbnail`)
    expect(Number(meantime.headers.get('content-length'))).toBe(photo.length)
    expect(meantime.headers.get('cache-control')).not.toContain('immutable')

    await makeThumbnail(server.opened.services, hashOf(photo))
    const response = await ask(`${hashOf(photo)}/thumbnail`)
    const { width, height, exif } = await sharp(await response.arrayBuffer()).metadata()
    expect([width, height, exif]).toEqual([213, 320, undefined])
  })

  it('that cannot be drawn leaves the photo in its place', async () => {
    // A JPEG by its first bytes, and nothing after them.
    const broken = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(200)])
    await ask(hashOf(broken), { method: 'PUT', body: new Uint8Array(broken) })
    await makeThumbnail(server.opened.services, hashOf(broken))
    const response = await ask(`${hashOf(broken)}/thumbnail`)
    expect(hashOf(new Uint8Array(await response.arrayBuffer()))).toBe(hashOf(broken))
  })

  it('is asked for by a job as soon as the photo is here, and shown to nobody who may not see it', async () => {
    const photo = await photoFrom()
    await ask(hashOf(photo), { method: 'PUT', body: new Uint8Array(photo) })
    const { rows } = await server.opened.services.pool.query(
      'select 1 from graphile_worker.jobs where key = $1',
      [`thumbnail ${hashOf(photo)}`],
    )
    expect(rows).toHaveLength(1)
    expect((await ask(`${hashOf(photo)}/thumbnail`, { cookie: '' })).status).toBe(401)
  })
})

describe('an S3-compatible store', () => {
  let bucket: S3Server
  let remote: TestServer
  beforeAll(async () => {
    bucket = await startS3Server()
    const environment = { ...s3Environment, S3_ENDPOINT: bucket.endpoint }
    remote = await startTestServer({ environment })
  })
  afterAll(async () => {
    await remote.close()
    bucket.close()
  })

  it('gets photos and thumbnails with a right signature, and gives them back', async () => {
    const { cookie } = await remote.signIn('crew', { crewId: newId() })
    const photo = await photoFrom()
    const sha256 = hashOf(photo)
    const put = ask(sha256, { method: 'PUT', body: new Uint8Array(photo), cookie }, remote)
    expect(await answerOf(put)).toMatchObject({ sha256 })
    await makeThumbnail(remote.opened.services, sha256)
    expect(bucket.refused).toBe(0)
    expect([...bucket.objects.keys()].map((key) => key.split('/')[2]).toSorted()).toEqual([
      'files',
      'thumbnails',
    ])
    const back = await ask(sha256, { cookie }, remote)
    expect(hashOf(new Uint8Array(await back.arrayBuffer()))).toBe(sha256)
    expect(back.headers.get('content-type')).toBe('image/jpeg')
    expect(readdirSync(join(remote.directory, 'files'))).toEqual([])
    expect((await ask('ef'.repeat(32), { cookie }, remote)).status).toBe(404)
  })

  it('that refuses gives no receipt: the phone keeps its photo', async () => {
    const environment = {
      ...s3Environment,
      S3_ENDPOINT: bucket.endpoint,
      S3_SECRET_ACCESS_KEY: 'a wrong one',
    }
    const wrong = await startTestServer({ environment })
    try {
      const { cookie } = await wrong.signIn('crew', { crewId: newId() })
      const photo = await photoFrom()
      const put = ask(hashOf(photo), { method: 'PUT', body: new Uint8Array(photo), cookie }, wrong)
      expect((await put).status).toBe(500)
      expect(bucket.refused).toBeGreaterThan(0)
      expect(await wrong.opened.services.db.selectFrom('storedFile').selectAll().execute()).toEqual(
        [],
      )
    } finally {
      await wrong.close()
    }
  })
})
