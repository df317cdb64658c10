import { asId } from '@changeover/shared/commands'
import type { Services } from '../context.ts'
import { sendMail } from '../mail.ts'
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

/** The job `mail_link`. A link that was used meanwhile is not mailed; throws when the mail server does not take it. */
export async function mailLink(services: Services, payload: { linkId: string }): Promise<void> {
  const link = await services.db
    .selectFrom('accountLink')
    .innerJoin('person', 'person.id', 'accountLink.personId')
    .select(['purpose', 'name', 'email'])
    .where('accountLink.id', '=', asId<'AccountLink'>(payload.linkId))
    .where('usedAt', 'is', null)
    .executeTakeFirst()
  if (!link) return
  const text = texts[link.purpose]
  await sendMail(services, {
    to: { name: link.name, address: link.email },
    subject: text.subject,
    text: text.body(link.name, linkAddress(services, payload.linkId)),
    id: payload.linkId,
  })
}
