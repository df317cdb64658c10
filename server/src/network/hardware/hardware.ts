/** Which kit a port needs, what has to be looked at first, and what was seen. */
import type { Actor } from '@changeover/shared/accounts'
import { AppError, newId, type Id } from '@changeover/shared/commands'
import {
  contactors,
  familyOf,
  generations,
  openQuestions,
  type HardwareQuestionCode,
  type SiteHardware,
} from '@changeover/shared/network'
import { pickKit, type KitType } from '@changeover/shared/program'
import type { Database } from '../../db/database.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'
import { countChange } from '../counting.ts'
import { countFamilyChange } from '../order-counts.ts'
import {
  listHardware,
  listKits,
  listObservations,
  type HardwareStation,
  type Observation,
} from './repository.ts'
import { lockToChange } from '../standstill.ts'

const ADDED = 'NACS'

/** The hardware of a site: a kit or a question for each port that has no NACS. */
export async function getHardware(
  db: Database,
  actor: Actor,
  siteId: Id<'Site'>,
): Promise<SiteHardware> {
  const stations = await listHardware(db, actor, { siteId })
  const [kits, observations] = await Promise.all([
    listKits(db),
    listObservations(
      db,
      stations.map(({ stationId }) => stationId),
    ),
  ])
  const seen = Map.groupBy(observations, ({ stationId }) => stationId)
  return stations.map((station) => describe(station, kits, seen.get(station.stationId) ?? []))
}

function describe(
  station: HardwareStation,
  kits: readonly KitType[],
  observations: readonly Observation[],
): SiteHardware[number] {
  const { stationId, name, serial, ports } = station
  const known = { family: station.family, serial, observed: latest(observations) }
  const family = familyOf(known)
  return {
    stationId,
    name,
    family,
    serial,
    questions: openQuestions(known, familiesOf(kits)).map(({ options, ...question }) => ({
      ...question,
      options: [...options],
    })),
    observations: observations.map(({ stationId: _stationId, ...row }) => row),
    kits: ports
      .filter(({ standards }) => !standards.includes(ADDED))
      .map(({ portId, number, level, standards }) => {
        const answer = pickKit({ level, family, standards, side: null }, kits, ADDED)
        const kit = answer.kind === 'kit' ? answer.kit : null
        return {
          portId,
          number,
          kit: kit?.name ?? null,
          reason:
            answer.kind === 'question'
              ? answer.question
              : answer.kind === 'exception'
                ? answer.reason
                : null,
          takesChademo: kit?.removesStandard === 'CHADEMO',
        }
      }),
  }
}

/** The latest answer to each question; the list begins with the latest. */
function latest(observations: readonly Observation[]): Map<string, string> {
  return new Map(observations.toReversed().map(({ question, answer }) => [question, answer]))
}

function familiesOf(kits: readonly KitType[]): string[] {
  return [...new Set(kits.map(({ family }) => family))].toSorted()
}

/**
 * Records what somebody saw. A family that nobody knew becomes the station's, so that orders get
 * their kit; what the records said before is never written over.
 * @throws AppError `INVALID` for an answer that is no option.
 */
export async function observeHardware(
  work: UnitOfWork,
  data: { stationId: Id<'Station'>; question: HardwareQuestionCode; answer: string },
) {
  await lockToChange(work.tx)
  const [station] = await listHardware(work.tx, work.actor, { stationId: data.stationId })
  if (!station) throw new AppError('NOT_FOUND', { stationId: data.stationId })
  const { question, answer, stationId } = data
  const options = {
    family: familiesOf(await listKits(work.tx)),
    generation: generations,
    contactor: contactors,
  }[question]
  if (!options.some((option) => option === answer))
    throw new AppError('INVALID', { field: 'answer', reason: `One of ${options.join(', ')}.` })
  const observationId = newId<'HardwareObserved'>()
  await work.tx
    .insertInto('hardwareObserved')
    .values({
      id: observationId,
      stationId,
      question,
      answer,
      observedBy: work.actor.personId,
      observedAt: work.occurredAt,
      commandId: work.commandId,
    })
    .execute()
  if (question === 'family' && station.family === null)
    await countFamilyChange(work, [stationId], () =>
      countChange(work, [station.siteId], () => learnFamily(work, stationId, answer)),
    )
  work.record({
    kind: 'station.observed',
    subject: { kind: 'station', id: stationId },
    payload: { station: station.name, question, answer },
  })
  work.stale('network', `site:${station.siteId}`)
  return { observationId }
}

async function learnFamily(
  work: UnitOfWork,
  stationId: Id<'Station'>,
  family: string,
): Promise<void> {
  await work.tx
    .updateTable('station')
    .set((eb) => ({ kitFamily: family, version: eb('version', '+', 1) }))
    .where('id', '=', stationId)
    .execute()
}
