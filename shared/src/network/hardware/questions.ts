/**
 * What somebody has to look at before the right kit and procedure are known. A serial number
 * answers only where the maker's table does: it names "2133xxxx and higher" and "prior to
 * 2132xxxx", so 2132xxxx is in neither and is asked. The contactor box is never told by a serial.
 * What was observed is kept and answers the question from then on. Changed with the tests beside it.
 */

export interface HardwareQuestion {
  readonly code: HardwareQuestionCode
  /** Why it is asked. */
  readonly because: 'SERIAL_BETWEEN' | 'SERIAL_UNKNOWN' | 'SERIAL_DOES_NOT_TELL' | 'FAMILY_UNKNOWN'
  readonly options: readonly string[]
}

export const hardwareQuestionCodes = ['family', 'generation', 'contactor'] as const
export type HardwareQuestionCode = (typeof hardwareQuestionCodes)[number]

/** What is known of a station. */
export interface HardwareKnown {
  readonly family: string | null
  readonly serial: string | null
  /** The latest answer to each question. */
  readonly observed: ReadonlyMap<string, string>
}

export const generations = ['prior_2132', 'from_2133'] as const
export const contactors = ['one_relay', 'two_relays'] as const

/** The family that an AC station's generation matters for, and the DC one whose contactor box does. */
const WITH_GENERATIONS = 'CT4000'
const WITH_CONTACTOR = 'CPE250'

/** The generation that the maker's table gives a serial number; null for 2132xxxx and for no number. */
export function generationOfSerial(serial: string | null): (typeof generations)[number] | null {
  const series = Number(/^\d{4}/.exec(serial?.trim() ?? '')?.[0])
  if (!Number.isInteger(series) || series === 2132) return null
  return series > 2132 ? 'from_2133' : 'prior_2132'
}

/** The family as the records say, or else as it was observed. */
export function familyOf({ family, observed }: HardwareKnown): string | null {
  return family ?? observed.get('family') ?? null
}

/** The questions that are open at a station, in the order in which they are asked. */
export function openQuestions(
  known: HardwareKnown,
  families: readonly string[],
): HardwareQuestion[] {
  const { serial, observed } = known
  const family = familyOf(known)
  if (family === null) return [{ code: 'family', because: 'FAMILY_UNKNOWN', options: families }]
  if (
    family === WITH_GENERATIONS &&
    !observed.has('generation') &&
    generationOfSerial(serial) === null
  )
    return [
      {
        code: 'generation',
        because: serial ? 'SERIAL_BETWEEN' : 'SERIAL_UNKNOWN',
        options: generations,
      },
    ]
  if (family === WITH_CONTACTOR && !observed.has('contactor'))
    return [{ code: 'contactor', because: 'SERIAL_DOES_NOT_TELL', options: contactors }]
  return []
}
