import serveStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const clientDirectory = fileURLToPath(new URL('../../client/dist/', import.meta.url))
/** What the build writes where each answer gets a number of its own; also in `client/vite.config.ts`. */
const PLACEHOLDER = /changeover-nonce/g

/**
 * Serves the built pages; every path that is no file is a page of the client. A page carries a
 * number that is used once: style elements that bear it are ours, all others are not applied.
 */
export async function mountPages(app: FastifyInstance): Promise<void> {
  if (!existsSync(clientDirectory)) return
  const desk = readFileSync(`${clientDirectory}index.html`, 'utf8')
  const field = readFileSync(`${clientDirectory}field.html`, 'utf8')
  await app.register(serveStatic, {
    root: clientDirectory,
    immutable: true,
    maxAge: '1y',
    index: false,
    globIgnore: ['**/*.html'],
    // Files are known at the start, so that every other path reaches the pages below.
    wildcard: false,
    setHeaders: (reply, path) => {
      if (!path.includes('/assets/')) reply.header('cache-control', 'no-cache')
    },
  })
  app.setNotFoundHandler((request, reply) => {
    if (!/^(GET|HEAD)$/.test(request.method) || request.url.startsWith('/api/'))
      return reply.code(404).send({ error: 'NOT_FOUND' })
    return sendPage(reply, request.url.startsWith('/field') ? field : desk)
  })
}

function sendPage(reply: FastifyReply, page: string): FastifyReply {
  const nonce = randomBytes(16).toString('base64')
  const policy = String(reply.getHeader('content-security-policy') ?? '')
  return reply
    .header('cache-control', 'no-cache')
    .header('content-security-policy', policy.replace('style-src ', `style-src 'nonce-${nonce}' `))
    .type('text/html; charset=utf-8')
    .send(page.replace(PLACEHOLDER, nonce))
}
