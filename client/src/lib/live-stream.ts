/**
 * The stream of what became stale (`GET /api/live`). A browser connects again by itself after a break, and
 * says where it was; it gives up when a proxy or a server that restarts answers with an error, and it does
 * not see a line that died silently. Then a new stream is opened, which says that it is not the first.
 */
const SILENT_MS = 35_000
const AGAIN_MS = 2_000

interface Listener {
  hear(topics: readonly string[]): void
  /** Called whenever that changes. */
  isOpen(isOpen: boolean): void
  /** Called on opening and whenever that changes. */
  server(status: ServerStatus): void
}

/** How the server itself is, as it says. */
export type ServerStatus = 'ready' | 'slow' | 'migrating' | 'database unreachable' | 'disk full'

/** Listens until the returned function is called. */
export function openStream({ hear, isOpen, server }: Listener): () => void {
  let source: EventSource
  let silence: ReturnType<typeof setTimeout>
  let again: ReturnType<typeof setTimeout> | undefined

  function open(path: string): void {
    source = new EventSource(path)
    source.addEventListener('open', () => isOpen(true))
    source.addEventListener('message', ({ data }: MessageEvent<string>) => {
      listenOn()
      // What our own server says to its own page.
      hear((JSON.parse(data) as { topics: string[] }).topics)
    })
    source.addEventListener('ping', listenOn)
    source.addEventListener('server', ({ data }: MessageEvent<string>) => {
      listenOn()
      // As above.
      server((JSON.parse(data) as { status: ServerStatus }).status)
    })
    source.addEventListener('error', () => {
      isOpen(false)
      if (source.readyState === EventSource.CLOSED) reopen()
    })
    listenOn()
  }

  /** The line lives: it is given as long again. */
  function listenOn(): void {
    clearTimeout(silence)
    silence = setTimeout(() => {
      isOpen(false)
      reopen()
    }, SILENT_MS)
  }

  function reopen(): void {
    close()
    again = setTimeout(() => open('/api/live?resumed=1'), AGAIN_MS)
  }

  function close(): void {
    clearTimeout(silence)
    clearTimeout(again)
    source.close()
  }

  open('/api/live')
  return close
}
