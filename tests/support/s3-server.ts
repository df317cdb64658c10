import { createHash, createHmac } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A bucket in memory behind S3's interface; it believes nothing that is not signed as it should be. */
export interface S3Server {
  endpoint: string
  objects: Map<string, { bytes: Buffer; contentType: string }>
  /** Requests whose signature was not right. */
  refused: number
  /** Called when an upload was announced and none of its bytes were taken yet. */
  onUpload: () => void
  close(): void
}

const account = { accessKeyId: 'AKTEST', secretAccessKey: 'a very secret key' }
export const s3Environment = {
  S3_BUCKET: 'photos',
  S3_REGION: 'us-west-2',
  S3_ACCESS_KEY_ID: account.accessKeyId,
  S3_SECRET_ACCESS_KEY: account.secretAccessKey,
}

export async function startS3Server(): Promise<S3Server> {
  const objects: S3Server['objects'] = new Map()
  const server = createServer((request, response) => {
    void (async () => {
      if (request.method === 'PUT') running.onUpload()
      const chunks: Buffer[] = []
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
      const bytes = Buffer.concat(chunks)
      if (!isSigned(request, bytes)) {
        running.refused++
        response.writeHead(403).end('<Error><Code>SignatureDoesNotMatch</Code></Error>')
        return
      }
      const key = decodeURIComponent(request.url ?? '')
      if (request.method === 'PUT') {
        objects.set(key, { bytes, contentType: String(request.headers['content-type']) })
        response.writeHead(200).end()
        return
      }
      const found = objects.get(key)
      if (found) response.writeHead(200, { 'content-length': found.bytes.length }).end(found.bytes)
      else response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>')
    })()
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // A TCP server's address is never a text.
  const running: S3Server = {
    endpoint: `http://127.0.0.1:${port}`,
    objects,
    refused: 0,
    onUpload: () => undefined,
    close: () => void server.close(),
  }
  return running
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex')
const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest()

/** AWS Signature Version 4, recomputed step by step from its specification ("Create a signed request"). */
function isSigned(request: IncomingMessage, body: Buffer): boolean {
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=(\w+)$/.exec(
      request.headers.authorization ?? '',
    )
  if (!match) return false
  const [, accessKeyId, day, region, signedHeaders, signature] = match
  if (accessKeyId !== account.accessKeyId || region !== s3Environment.S3_REGION) return false
  const { 'x-amz-content-sha256': payload, 'x-amz-date': date } = request.headers
  if (request.method === 'PUT' && payload !== sha256(body)) return false
  const url = new URL(request.url ?? '', 'http://s3')
  const headers = signedHeaders
    .split(';')
    .map((name) => `${name}:${String(request.headers[name])}\n`)
  const canonical = [
    request.method,
    url.pathname,
    url.search.slice(1),
    headers.join(''),
    signedHeaders,
    payload,
  ].join('\n')
  const scope = `${day}/${region}/s3/aws4_request`
  const toSign = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n')
  const dayKey = hmac(`AWS4${account.secretAccessKey}`, day)
  const key = hmac(hmac(hmac(dayKey, region), 's3'), 'aws4_request')
  return hmac(key, toSign).toString('hex') === signature
}
