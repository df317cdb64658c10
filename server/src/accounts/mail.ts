import { createTransport } from 'nodemailer'
import { asId } from '@changeover/shared/commands'
import type { Services } from '../context.ts'
import { linkCode } from './links.ts'

const texts = {
  invitation: {
    subject: 'You are invited to Changeover',
    body: (name: string, link: string) =>
      `Hello ${name},\n\nset a password to begin. The link works once, for seven days:\n\n${link}\n`,
  },
  reset: {
    subject: 'Set a new password for Changeover',
    body: (name: string, link: string) =>
      `Hello ${name},\n\nset a new password here. The link works once, for two hours:\n\n${link}\n\nIf you did not ask for this, nothing has changed.\n`,
  },
} as const

/** Where a link leads. Without a public URL it is a path, shown on a screen that knows its own address. */
export function linkAddress(
  services: Pick<Services, 'config' | 'installation'>,
  linkId: string,
): string {
  const path = `/set-password#${linkCode(services.installation.secret, linkId)}`
  return `${services.config.publicUrl ?? ''}${path}`
}

/** Whether links are mailed; otherwise the administrator hands them on. Mail needs a public URL to point to. */
export function canMail({ config }: Pick<Services, 'config'>): boolean {
  return config.mail !== null && config.publicUrl !== undefined
}

/** The job `mail_link`. A link that was used meanwhile is not mailed; throws when the mail server does not take it. */
export async function mailLink(services: Services, payload: { linkId: string }): Promise<void> {
  const { mail } = services.config
  if (!mail) return
  const link = await services.db
    .selectFrom('accountLink')
    .innerJoin('person', 'person.id', 'accountLink.personId')
    .select(['purpose', 'name', 'email'])
    .where('accountLink.id', '=', asId<'AccountLink'>(payload.linkId))
    .where('usedAt', 'is', null)
    .executeTakeFirst()
  if (!link) return
  const text = texts[link.purpose]
  const transport = createTransport(mail.smtpUrl)
  try {
    await transport.sendMail({
      from: mail.from,
      to: { name: link.name, address: link.email },
      subject: text.subject,
      text: text.body(link.name, linkAddress(services, payload.linkId)),
      // The same for each attempt, so that a mail server that took it twice can tell.
      messageId: `<${payload.linkId}@changeover>`,
    })
  } finally {
    transport.close()
  }
}
