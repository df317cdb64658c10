import { ERRORS } from '@changeover/shared/commands'
import '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Services } from '../context.ts'
import { countAttempt, DEVICE_COOKIE, deviceCookie, forgive } from './throttle.ts'

const BodySchema = z.object({ email: z.string().max(320), password: z.string().max(200) })
const A_YEAR = 365 * 24 * 60 * 60

/**
 * Lets a sign-in by password through to the library when it may be attempted now, and counts how it
 * went. A device that signed in is known from then on.
 */
export async function throttled(
  { db, installation, config }: Pick<Services, 'db' | 'installation' | 'config'>,
  request: FastifyRequest,
  reply: FastifyReply,
  signIn: () => Promise<Response>,
): Promise<Response> {
  const { email } = BodySchema.parse(request.body)
  const device = request.cookies[DEVICE_COOKIE]
  const attempt = { email, address: request.ip, device }
  if (!(await countAttempt(db, installation.secret, attempt)))
    return Response.json(
      { error: 'TOO_MANY_ATTEMPTS', message: ERRORS.TOO_MANY_ATTEMPTS.why },
      { status: ERRORS.TOO_MANY_ATTEMPTS.status, headers: { 'retry-after': '900' } },
    )
  const response = await signIn()
  if (!response.ok) return response
  await forgive(db, installation.secret, attempt)
  const deviceId = device?.split('.')[0] ?? randomUUID()
  void reply.setCookie(DEVICE_COOKIE, deviceCookie(installation.secret, email, deviceId), {
    path: '/api/auth',
    httpOnly: true,
    sameSite: 'lax',
    secure: config.publicUrl?.startsWith('https:') ?? false,
    maxAge: A_YEAR,
  })
  return response
}
