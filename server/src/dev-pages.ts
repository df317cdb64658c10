import type { FastifyInstance } from 'fastify'
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'

/**
 * Serves the pages through Vite with hot reload, on the server's own address. Fastify takes hooks
 * only until it has started, so they are added before Vite is awaited.
 */
export function mountDevPages(app: FastifyInstance): void {
  const starting = createServer({
    root: fileURLToPath(new URL('../../client', import.meta.url)),
    configFile: fileURLToPath(new URL('../../client/vite.config.ts', import.meta.url)),
    server: { middlewareMode: true, hmr: { server: app.server } },
    appType: 'mpa',
  })
  app.addHook('onClose', async () => (await starting).close())
  app.addHook('onRequest', async (request, reply) => {
    if (/^\/(api|healthz|readyz|metrics)/.test(request.url)) return
    const vite = await starting
    const path = new URL(request.url, 'http://local').pathname
    const isPage =
      !path.includes('.') && !path.startsWith('/@') && !path.startsWith('/node_modules')
    if (isPage) request.raw.url = path.startsWith('/field') ? '/field.html' : '/index.html'
    reply.hijack()
    // Vite's own hot-reload client needs inline scripts; this server is for developers only.
    reply.raw.removeHeader('content-security-policy')
    vite.middlewares(request.raw, reply.raw, () => {
      reply.raw.statusCode = 404
      reply.raw.end()
    })
  })
}
