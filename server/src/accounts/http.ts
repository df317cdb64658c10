import { RoleSchema } from '@changeover/shared/accounts'
import { AppError, ERRORS } from '@changeover/shared/commands'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { createHmac } from 'node:crypto'
import { z } from 'zod'
import type { Services } from '../context.ts'
import { ADDRESS_HEADER, type Auth } from './auth.ts'
import { throttled } from './password-sign-in.ts'
import { forgetSessions } from './sessions.ts'

/** The password of a demo person: nobody types it, the one-click sign-in derives it. */
export function demoPassword(secret: string, email: string): string {
  return createHmac('sha256', secret).update(`demo ${email}`).digest('base64url')
}

/** Mounts the account library under `/api/auth`, and the demo's one-click sign-in. */
export function registerAccountRoutes(app: FastifyInstance, auth: Auth, services: Services): void {
  const { db, installation } = services
  app.route({
    method: ['GET', 'POST'],
    url: '/api/auth/*',
    handler: async (request, reply) => {
      refuseForeignReturn(request)
      const ask = () => auth.handler(toFetchRequest(request))
      const response = isPasswordSignIn(request)
        ? await throttled(services, request, reply, ask)
        : await ask()
      if (request.method === 'POST') {
        forgetSessions()
        services.announcer.announce(['sessions'])
      }
      return sendFetchResponse(reply, response)
    },
  })

  app.post('/api/demo/sign-in', async (request, reply) => {
    if (!installation.isDemo)
      return reply.code(ERRORS.DEMO_ONLY.status).send(new AppError('DEMO_ONLY'))
    const { role } = z.object({ role: RoleSchema }).parse(request.body)
    const person = await db
      .selectFrom('person')
      .select('email')
      .where('role', '=', role)
      .orderBy('createdAt')
      .executeTakeFirst()
    if (!person) return reply.code(ERRORS.NOT_FOUND.status).send(new AppError('NOT_FOUND'))
    const response = await auth.api.signInEmail({
      body: { email: person.email, password: demoPassword(installation.secret, person.email) },
      headers: new Headers({ host: request.host }),
      asResponse: true,
    })
    forgetSessions()
    return sendFetchResponse(reply, response)
  })
}

/** Where the library is asked to send somebody afterwards: a path of ours, or nowhere. */
function refuseForeignReturn(request: FastifyRequest): void {
  for (const source of [request.query, request.body]) {
    if (typeof source !== 'object' || source === null) continue
    for (const [name, value] of Object.entries(source))
      if (/callback|redirect/i.test(name) && !/^\/(?![/\\])/.test(String(value)))
        throw new AppError('FORBIDDEN', { field: name })
  }
}

function isPasswordSignIn(request: FastifyRequest): boolean {
  return request.method === 'POST' && request.url.split('?')[0].endsWith('/sign-in/email')
}

/** The request as the library takes it. Of the addresses it names only the one that we saw is believed. */
function toFetchRequest(request: FastifyRequest): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined && !name.startsWith('x-forwarded-')) headers.set(name, String(value))
  headers.set(ADDRESS_HEADER, request.ip)
  const url = new URL(request.url, `${request.protocol}://${request.host}`)
  const body = request.method === 'POST' ? JSON.stringify(request.body ?? {}) : null
  return new Request(url, { method: request.method, headers, body })
}

async function sendFetchResponse(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  reply.code(response.status)
  for (const [name, value] of response.headers) if (name !== 'set-cookie') reply.header(name, value)
  for (const cookie of response.headers.getSetCookie()) reply.header('set-cookie', cookie)
  return reply.send(await response.text())
}
