import { createTransport } from 'nodemailer'
import type { Services } from './context.ts'

export interface OutgoingMail {
  to: { name: string; address: string }
  subject: string
  text: string
  html?: string
  /** The same for each attempt, so that a mail server that took it twice can tell. */
  id: string
}

/** Gives a mail to the configured server. Without one nothing is sent. Throws when the server does not take it. */
export async function sendMail(
  { config }: Pick<Services, 'config'>,
  { id, ...mail }: OutgoingMail,
): Promise<void> {
  if (!config.mail) return
  const transport = createTransport(config.mail.smtpUrl)
  try {
    await transport.sendMail({
      ...mail,
      from: config.mail.from,
      messageId: `<${id}@changeover>`,
      disableFileAccess: true,
      disableUrlAccess: true,
    })
  } finally {
    transport.close()
  }
}

/** Whether links can be mailed: that needs a mail server, and a public URL to point to. */
export function canMail({ config }: Pick<Services, 'config'>): boolean {
  return config.mail !== null && config.publicUrl !== undefined
}
