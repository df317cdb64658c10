import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import { AppError } from '@changeover/shared/commands'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { createHash } from 'node:crypto'
import type { Services } from './context.ts'
import type { Config } from './config.ts'
import { createRequestCounts } from './request-counts.ts'

/**
 * What every answer and request passes: headers that keep a page from running foreign code, no
 * changes asked for by other origins, no flood, no body that trickles in for ever.
 */
const HEADERS_TIMEOUT_MS = 15_000
const BODY_TIMEOUT_MS = 30_000
/** A screen asks a few times a second at most; a person with ten tabs stays far below. */
const MAX_REQUESTS_A_MINUTE = 3_000

export async function protect(
  app: FastifyInstance,
  { config, db, log }: Pick<Services, 'config' | 'db' | 'log'>,
): Promise<void> {
  const isHttps = config.publicUrl?.startsWith('https:') ?? false
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        // A page adds the number that its own style elements bear.
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        workerSrc: ["'self'", 'blob:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        upgradeInsecureRequests: null,
      },
    },
    strictTransportSecurity: isHttps ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'same-origin' },
  })
  app.addHook('onSend', async (request, reply) => allowReaderOfCodes(request, reply))
  const counts = createRequestCounts(db, log)
  app.addHook('onClose', () => counts.close())
  await app.register(rateLimit, {
    store: counts.Store,
    max: MAX_REQUESTS_A_MINUTE,
    timeWindow: 60_000,
    keyGenerator: senderOf,
    allowList: (request) => !request.url.startsWith('/api/'),
    errorResponseBuilder: () => new AppError('TOO_MANY_ATTEMPTS'),
  })
  app.server.headersTimeout = HEADERS_TIMEOUT_MS
  app.addHook('onRequest', async (request) => {
    refuseForeignOrigin(request, config)
    endSlowBody(request)
  })
}

/**
 * The field app reads codes with WebAssembly of our own where a phone has no reader; its page alone
 * may compile it. Text never becomes code.
 */
function allowReaderOfCodes({ url }: FastifyRequest, reply: FastifyReply): void {
  if (!/^\/field(?:[/?.]|$)/.test(url)) return
  const policy = String(reply.getHeader('content-security-policy'))
  reply.header(
    'content-security-policy',
    policy.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'"),
  )
}

/** One count for each session or token; those without share their network address. */
function senderOf(request: FastifyRequest): string {
  const { authorization, cookie } = request.headers
  const credential = authorization ?? cookie
  return credential
    ? `${request.ip} ${createHash('sha256').update(credential).digest('base64url')}`
    : request.ip
}

/** A page of another origin cannot change anything here, even with the person's cookie. */
function refuseForeignOrigin(request: FastifyRequest, config: Config): void {
  if (request.method === 'GET' || request.method === 'HEAD') return
  const { origin, 'sec-fetch-site': site } = request.headers
  if (site === 'cross-site') throw new AppError('FORBIDDEN', { site })
  if (origin === undefined) return
  const host = URL.canParse(origin) ? new URL(origin).host : null
  const isOurs = host === request.host || origin === config.publicUrl
  if (host === null || !isOurs) throw new AppError('FORBIDDEN', { origin })
}

/** Files may take their time; everything else fits in a moment. */
function endSlowBody({ raw, url, headers }: FastifyRequest): void {
  const hasBody =
    headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0
  if (!hasBody || url.startsWith('/api/files')) return
  const timer = setTimeout(() => raw.destroy(), BODY_TIMEOUT_MS)
  raw.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer))
}
