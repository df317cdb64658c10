import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'

/** A mail server on this machine that takes what it is given, or fails as often as it is told. */
export interface MailServer {
  url: string
  /** What it took, oldest first. */
  mails(): Promise<Email[]>
  /** Refuses this many mails before it takes one again. */
  refuse(times: number): void
  /** Takes this many mails and breaks the connection instead of saying so. */
  loseAnswers(times: number): void
  /** Answers no mail until `release`. */
  hold(): void
  /** Takes the mails whose senders are still there, and all further ones. */
  release(): void
  /** How many senders wait for an answer. */
  waiting(): number
  close(): Promise<void>
}

export async function startMailServer(): Promise<MailServer> {
  const taken: Buffer[] = []
  let refusals = 0
  let lostAnswers = 0
  let held: Map<string, () => void> | null = null
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onClose: (session) => void held?.delete(session.id),
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        if (refusals > 0) {
          refusals -= 1
          done(Object.assign(new Error('Try again later'), { responseCode: 451 }))
          return
        }
        const take = () => {
          taken.push(Buffer.concat(parts))
          if (lostAnswers === 0) return done()
          lostAnswers -= 1
          // The library's types leave its connections open; each can be closed.
          const connections: Set<{ close(): void }> = server.connections
          for (const connection of connections) connection.close()
        }
        if (held) held.set(session.id, take)
        else take()
      })
    },
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = server.server.address()
  if (address === null || typeof address === 'string') throw new Error('No port')
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    mails: () => Promise.all(taken.map((mail) => PostalMime.parse(mail))),
    refuse(times) {
      refusals = times
    },
    loseAnswers(times) {
      lostAnswers = times
    },
    hold() {
      held ??= new Map()
    },
    release() {
      const waiting = held?.values() ?? []
      held = null
      for (const take of waiting) take()
    },
    waiting: () => held?.size ?? 0,
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}
