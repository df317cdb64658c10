import type { Actor } from '@changeover/shared/accounts'
import { AppError, asId, newId, type Id } from '@changeover/shared/commands'
import type { ExecutiveLink } from '@changeover/shared/sharing'
import { expectRegions } from '../accounts/index.ts'
import type { RequestContext, Services } from '../context.ts'
import type { Database } from '../db/database.ts'
import { idOfSignedCode, signedCode } from '../signed-code.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { endLink, insertLink, readLink, readLinks } from './links-repository.ts'
import { makeReport, type Report } from './report.ts'

const PURPOSE = 'executive link'

/** Whoever runs the program decides what may be read without signing in, and ends anybody's link. */
function isRunner(actor: Actor): boolean {
  return actor.role === 'administrator' || actor.role === 'program_manager'
}

/**
 * Where a link leads. The code stands behind the `#`, which browsers keep to themselves: it is in no
 * server's log. Without a public URL it is a path, shown on a screen that knows its own address.
 */
export function linkAddress(
  { config, installation }: Pick<Services, 'config' | 'installation'>,
  linkId: Id<'ExecutiveLink'>,
): string {
  return `${config.publicUrl ?? ''}/shared#${signedCode(installation.secret, PURPOSE, linkId)}`
}

/** The report of a link, asked for before its transaction begins: it reads a lot and changes nothing. */
export function reportFor(context: RequestContext, link: ExecutiveLink): Promise<Report> {
  const { programId, regions, asOf } = link
  if (!context.actor) throw new AppError('SIGNED_OUT')
  if (regions) expectRegions(context.actor, regions)
  if (!link.needsSignIn && !isRunner(context.actor))
    throw new AppError('FORBIDDEN', { field: 'needsSignIn' })
  return makeReport(context, { programId, regions, asOf })
}

/** Freezes the report and gives it an address. */
export async function createLink(work: UnitOfWork, link: ExecutiveLink, report: Report) {
  const { name, programId, days, needsSignIn } = link
  const id = newId<'ExecutiveLink'>()
  const { asOf } = report.overview
  const regions = link.regions ?? work.actor.regions
  const madeBy = work.actor.personId
  await insertLink(work.tx, {
    id,
    name,
    programId,
    regions,
    asOf,
    needsSignIn,
    report,
    madeBy,
    days,
  })
  work.record({
    kind: 'executive_link.made',
    subject: { kind: 'executive_link', id },
    payload: { name, asOf, regions, programId, needsSignIn, days },
  })
  work.stale('links')
  return { linkId: id, address: linkAddress(work.services, id) }
}

/** The report that a link froze; undefined when it was ended. */
export async function reportOf(db: Database, linkId: Id<'ExecutiveLink'>) {
  const link = await readLink(db, linkId)
  // Written by `createLink` from a report, and never changed.
  return link?.report as unknown as Report | undefined
}

/** The links that somebody may see, with their addresses. */
export async function listLinks(services: Services, actor: Actor) {
  const links = await readLinks(services.db, isRunner(actor) ? null : actor.personId)
  return links.map((link) => ({ ...link, address: linkAddress(services, link.id) }))
}

/** Ends a link at once. @throws AppError `NOT_FOUND` when it is somebody else's, or ended already. */
export async function revokeLink(work: UnitOfWork, { linkId }: { linkId: Id<'ExecutiveLink'> }) {
  const isEnded = await endLink(work.tx, linkId, {
    actor: work.actor,
    isRunner: isRunner(work.actor),
  })
  if (!isEnded) throw new AppError('NOT_FOUND')
  work.record({
    kind: 'executive_link.revoked',
    subject: { kind: 'executive_link', id: linkId },
    payload: {},
  })
  work.stale('links')
  return {}
}

/**
 * The frozen report behind a code. @throws AppError `LINK_ENDED` for a code that opens nothing,
 * `SIGNED_OUT` where the link wants a session, `NOT_FOUND` where the reader may not see its regions.
 */
export async function openLink(context: RequestContext, code: string) {
  const id = idOfSignedCode(context.installation.secret, PURPOSE, code)
  const link = id === null ? undefined : await readLink(context.db, asId<'ExecutiveLink'>(id))
  if (!link) throw new AppError('LINK_ENDED')
  const { needsSignIn, ...rest } = link
  if (needsSignIn) {
    if (!context.actor) throw new AppError('SIGNED_OUT')
    expectAllRegions(context.actor, link.regions)
  }
  // Written by `createLink` from a report, and never changed.
  return { ...rest, report: link.report as unknown as Report }
}

/** A reader of some regions may open a link to those, not one to everything. */
function expectAllRegions(actor: Actor, regions: readonly string[] | null): void {
  if (actor.regions !== null && regions === null) throw new AppError('NOT_FOUND')
  expectRegions(actor, regions ?? [])
}
