import type { FastifyInstance } from 'fastify'
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'

/** Serves the pages through Vite with hot reload, on the server's own address. */
export async function mountDevPages(app: FastifyInstance): Promise<void> {
  const vite = await createServer({
    root: fileURLToPath(new URL('../../client', import.meta.url)),
    server: { middlewareMode: true, hmr: { server: app.server } },
    appType: 'mpa',
  })
  app.addHook('onClose', () => vite.close())
  app.addHook('onRequest', (request, reply, done) => {
    if (/^\/(api|healthz|readyz)/.test(request.url)) return done()
    const path = new URL(request.url, 'http://local').pathname
    const isPage = !path.includes('.') && !path.startsWith('/@')
    if (isPage) request.raw.url = path.startsWith('/field') ? '/field.html' : '/index.html'
    reply.hijack()
    vite.middlewares(request.raw, reply.raw, () => {
      reply.raw.statusCode = 404
      reply.raw.end()
    })
  })
}
