import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Readiness } from '../health/index.ts'
import type { Announcer } from './announcer.ts'
import { followState } from './server-state.ts'
import { spaced } from './spaced.ts'

/** A browser that hears nothing for longer than twice this connects anew. */
const PING_MS = 15_000
const LEAST_SPACING_MS = 20
/** Telling all screens takes no more than a quarter of this process's time. */
const REST = 3
/** A screen that reads so slowly is let go: it connects anew, and is then told to refresh what it holds. */
const MOST_UNREAD_BYTES = 256 * 1024
const PING = Buffer.from('event: ping\ndata:\n\n')

/** The open screens of this process. */
export interface Screens {
  /** Tells a screen from now on until it goes away. One that was there before may have missed something. */
  add(screen: ServerResponse, isResumed: boolean): void
  /** Ends all streams, and refuses what comes later. */
  close(): void
}

/**
 * Tells all open screens what became stale. What is said is the same for all, so it is made once, as bytes,
 * and those are given to each socket: a thousand screens cost a thousand writes and nothing else. An answer
 * ends with its connection, so that its body is those bytes, without a frame of its own around each.
 */
export function createScreens(announcer: Announcer, readiness: () => Promise<Readiness>): Screens {
  const open = new Set<Socket>()
  let number = 0
  const messages = spaced({ leastMs: LEAST_SPACING_MS, rest: REST }, (topics) =>
    tell(messageOf((number += 1), topics)),
  )
  const stopHearing = announcer.hear((staleness) =>
    messages.add('missed' in staleness ? ['everything'] : staleness.topics),
  )
  const pings = setInterval(() => tell(PING), PING_MS).unref()
  const state = followState(readiness, {
    isAnyOpen: () => open.size > 0,
    changed: (status) => tell(stateMessage(status)),
  })

  function tell(bytes: Buffer): void {
    for (const screen of open)
      if (screen.writableLength > MOST_UNREAD_BYTES) screen.destroy()
      else screen.write(bytes)
  }

  return {
    add(screen, isResumed) {
      const { socket } = screen
      if (!socket) return
      screen.useChunkedEncodingByDefault = false
      screen.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-cache, no-transform',
        // A proxy that gathers answers would keep the messages back.
        'x-accel-buffering': 'no',
      })
      screen.flushHeaders()
      socket.write(messageOf(number, isResumed ? ['everything'] : []))
      socket.write(stateMessage(state.status()))
      open.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => open.delete(socket))
    },
    close() {
      stopHearing()
      messages.stop()
      state.stop()
      clearInterval(pings)
      for (const screen of open) screen.end()
    },
  }
}

/** With a number, so that a browser that lost its connection says that it had one. */
function messageOf(number: number, topics: readonly string[]): Buffer {
  return Buffer.from(`id: ${number}\ndata: ${JSON.stringify({ topics })}\n\n`)
}

/** How the server itself is, apart from what became stale. */
function stateMessage(status: Readiness['status']): Buffer {
  return Buffer.from(`event: server\ndata: ${JSON.stringify({ status })}\n\n`)
}
