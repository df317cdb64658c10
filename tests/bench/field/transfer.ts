import type { Page, Response } from 'playwright-core'
import { gzipSync } from 'node:zlib'

/** What `load` makes the page fetch of scripts and styles, in thousands of bytes after gzip. */
export async function gzippedKb(
  page: Page,
  load: () => Promise<unknown>,
): Promise<{ kb: number; files: number }> {
  const bodies: Promise<Buffer>[] = []
  const note = (response: Response) => {
    if (/\.(js|css)$/.test(new URL(response.url()).pathname) && !response.fromServiceWorker())
      bodies.push(response.body().catch(() => Buffer.alloc(0)))
  }
  page.on('response', note)
  await load()
  page.off('response', note)
  const bytes = (await Promise.all(bodies)).map((body) => gzipSync(body).length)
  return {
    kb: Math.round(bytes.reduce((sum, length) => sum + length, 0) / 100) / 10,
    files: bytes.length,
  }
}
