/**
 * Street addresses as one spelling: "9000 W. Airport Drive", "9000 west airport dr" and
 * "9000 W Arpt Dr" are `9000` + `w airport dr`. Words and their short forms are those of USPS
 * Publication 28, as far as station files use them.
 */
const SHORT = new Map(
  `north n|south s|east e|west w|northeast ne|northwest nw|southeast se|southwest sw
avenue ave|av ave|boulevard blvd|circle cir|court ct|drive dr|expressway expy|freeway fwy
highway hwy|lane ln|parkway pkwy|pky pkwy|place pl|plaza plz|road rd|square sq|street st|str st
terrace ter|trail trl|turnpike tpke|way way|wy way|center ctr|centre ctr|route rt|rte rt
airport airport|arpt airport|fort ft|mount mt|saint st|mountain mtn|junction jct|crossing xing
heights hts|point pt|ridge rdg|village vlg|valley vly|springs spgs|station sta|building bldg
first 1st|second 2nd|third 3rd|fourth 4th|fifth 5th|sixth 6th|seventh 7th|eighth 8th|ninth 9th`
    .split(/[|\n]/)
    .map((pair): [string, string] => {
      const [long, short] = pair.split(' ')
      return [long, short]
    }),
)

const DIRECTIONS = new Set(['n', 's', 'e', 'w', 'ne', 'nw', 'se', 'sw'])

const TYPES = new Set(
  'aly ave blvd cir ct dr expy fwy hwy ln loop pkwy pl plz rd rt sq st ter tpke trl way'.split(' '),
)

/** What begins the part of an address that tells where in the building or lot, not where it is. */
const INSIDE =
  /[,;(].*$|\s(?:suite|ste|unit|apt|floor|flr?|level|lvl|bldg|building|room|rm|lot|pkg|parking|garage|deck)\b.*$|\s#.*$/

export interface Address {
  /** The house number, or the first of a range; null where there is none. */
  readonly number: string | null
  /** The street in short words, such as `w airport dr`; empty where nothing is left. */
  readonly street: string
  /** The street without directions and type, such as `airport`. */
  readonly core: string
}

/** Reads a street address into one spelling. Never fails: an odd text is a street of its own. */
export function readAddress(text: string): Address {
  const plain = text
    .toLowerCase()
    .replaceAll(/\bu\.?s\.?[ -](?:highway |hwy )?(?=\d)/g, 'us hwy ')
    .replaceAll(/\b(?:sr|wa|state route|state rd)[ -](?=\d)/g, 'state hwy ')
    .replaceAll('.', '')
    .trim()
  const [, number = null, rest = plain] =
    /^(\d+[a-z]?)(?:\s*-\s*\d+)?(?:\s+-)?\s+(.*)$/.exec(plain) ?? []
  const words = (rest.replace(INSIDE, '') || rest)
    .split(/[^a-z0-9&]+/)
    .filter(Boolean)
    .map((word) => SHORT.get(word) ?? word)
  const core = words.filter((word) => !DIRECTIONS.has(word) && !TYPES.has(word))
  return { number, street: words.join(' '), core: (core.length > 0 ? core : words).join(' ') }
}

/**
 * Whether two streets are likely one street written differently: one has a direction or a type
 * that the other lacks, or goes on where the other ends, or they differ by one typing slip.
 */
export function isSimilarStreet(one: Address, other: Address): boolean {
  if (one.core === '' || other.core === '') return false
  if (one.core === other.core) return agree(one, other)
  const [short, long] = one.core.length < other.core.length ? [one, other] : [other, one]
  if (short.core.length < 3) return false
  return long.street.startsWith(`${short.street} `) || isOneSlip(short.core, long.core)
}

/** Directions may be missing but must not differ: 5 N Main St is not 5 S Main St. */
function agree(one: Address, other: Address): boolean {
  const [mine, theirs] = [directions(one), directions(other)]
  return mine === '' || theirs === '' || mine === theirs
}

function directions({ street }: Address): string {
  return street
    .split(' ')
    .filter((word) => DIRECTIONS.has(word))
    .sort()
    .join(' ')
}

/** One letter more, less, other, or two neighbours exchanged, in words of six letters or more. */
function isOneSlip(short: string, long: string): boolean {
  if (short.length < 6 || long.length - short.length > 1 || /\d/.test(short + long)) return false
  let head = 0
  while (head < short.length && short[head] === long[head]) head++
  const isSwap =
    short.length === long.length &&
    short[head] === long[head + 1] &&
    short[head + 1] === long[head] &&
    short.slice(head + 2) === long.slice(head + 2)
  const skip = short.length === long.length ? 1 : 0
  return isSwap || short.slice(head + skip) === long.slice(head + 1)
}
