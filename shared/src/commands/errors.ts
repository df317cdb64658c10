/**
 * Every error that a person may meet, with what happened and what to do about it. The list is
 * closed: server code throws `AppError(code)`, the client looks the sentence up by the code.
 */
export const ERRORS = {
  SIGNED_OUT: {
    status: 401,
    why: 'You are signed out.',
    fix: 'Sign in; your work on this device is kept.',
  },
  FORBIDDEN: {
    status: 403,
    why: 'Your role does not allow this.',
    fix: 'Ask an administrator for the right, or a colleague who has it.',
  },
  NOT_FOUND: {
    status: 404,
    why: 'It does not exist, or is outside the regions you can see.',
    fix: 'Go back and search for it.',
  },
  INVALID: {
    status: 400,
    why: 'Something in the request is not valid.',
    fix: 'Correct the fields that are marked.',
  },
  CONFLICT: {
    status: 409,
    why: 'Somebody changed this since you opened it.',
    fix: 'Look at the newer version, then repeat your change if it still applies.',
  },
  COMMAND_REUSED: {
    status: 409,
    why: 'This command number was already used for something else.',
    fix: 'Reload the page and try again.',
  },
  ILLEGAL_TRANSITION: {
    status: 409,
    why: 'The work order is not in a state that allows this.',
    fix: 'Look at its current state and its history.',
  },
  BEFORE_GATE: {
    status: 409,
    why: 'The milestone has not opened yet: no work before its gate.',
    fix: 'Wait for the gate, or ask the program manager to move it.',
  },
  CCS1_WOULD_FALL: {
    status: 409,
    why: 'The site would have fewer CCS1 connectors than before.',
    fix: 'Keep the CCS1 plug; removing one needs a waiver, and on a federally funded port it is not possible.',
  },
  CCS1_FUNDED: {
    status: 409,
    why: 'A federally funded port must keep its CCS1 connector.',
    fix: 'Keep the CCS1 plug; there is no waiver on a funded port.',
  },
  J1772_WOULD_VANISH: {
    status: 409,
    why: 'The program keeps at least one J1772 connector at each site.',
    fix: 'Keep one J1772 plug at this site.',
  },
  CONNECTOR_MISSING: {
    status: 409,
    why: 'Not every port of the order has its new connector recorded.',
    fix: 'Record the connector for each port, or say why it could not be fitted.',
  },
  CHECKLIST_OPEN: {
    status: 409,
    why: 'A required check or photo is missing.',
    fix: 'Finish the steps that are marked, then close the order.',
  },
  FILE_UNREADABLE: {
    status: 422,
    why: 'The file could not be read.',
    fix: 'Check that it is a complete CSV, JSON or gzip file.',
  },
  PHOTO_REFUSED: {
    status: 422,
    why: 'The photo did not arrive whole, or is none of JPEG, PNG, WebP and HEIC.',
    fix: 'It is still on this device: send it again, or take it again.',
  },
  FILE_REFUSED: {
    status: 422,
    why: 'The file did not arrive whole, or is of a kind that is not kept.',
    fix: 'Attach a PDF, a photo (JPEG, PNG, WebP, HEIC) or a DWG drawing.',
  },
  FILE_TOO_LARGE: {
    status: 413,
    why: 'The file is larger than this server accepts.',
    fix: 'Split the file, or ask the administrator to raise the limit.',
  },
  IMPORT_HAS_ERRORS: {
    status: 422,
    why: 'Some rows have errors.',
    fix: 'Mend them, or choose to import only the good rows.',
  },
  CELLS_REFUSED: {
    status: 422,
    why: 'Some cells cannot be kept; nothing was changed.',
    fix: 'Correct the cells that are marked.',
  },
  AFDC_REFUSED: {
    status: 422,
    why: 'The AFDC service refused the request.',
    fix: 'Check the API key and the name of the network; a key is free at developer.nlr.gov/signup.',
  },
  AFDC_LIMIT_REACHED: {
    status: 429,
    why: 'The AFDC service allows no more requests with this key for now.',
    fix: 'What was fetched is kept: go on in an hour, or with another key.',
  },
  AFDC_UNREACHABLE: {
    status: 503,
    why: 'The AFDC service does not answer, or not completely.',
    fix: 'What was fetched is kept: go on in a few minutes, or download the file at afdc.energy.gov and import it here.',
  },
  BUILT_UPON: {
    status: 409,
    why: 'Something was built upon this since, so it cannot be taken back.',
    fix: 'Look at what stands in the way; take that back first.',
  },
  NOTHING_TO_DO: {
    status: 409,
    why: 'There is nothing to do.',
    fix: 'Change the filter or the selection.',
  },
  SCENARIO_NOT_LIVE: {
    status: 409,
    why: 'This plan is made from a scenario, not from what is true today.',
    fix: 'Commit the scenario: its changes are then reviewed as a proposal.',
  },
  DEMO_ONLY: {
    status: 403,
    why: 'This exists in the demo only.',
    fix: 'Sign in with your e-mail address and password.',
  },
  ALREADY_SET_UP: {
    status: 409,
    why: 'This installation already has an administrator.',
    fix: 'Sign in, or ask the administrator for an account.',
  },
  LAST_ADMINISTRATOR: {
    status: 409,
    why: 'Nobody would be left who can administer this installation.',
    fix: 'Make somebody else an administrator first.',
  },
  LINK_USED: {
    status: 409,
    why: 'This link was used already, or is too old.',
    fix: 'Ask the administrator for a new one.',
  },
  LINK_ENDED: {
    status: 404,
    why: 'This report link has expired or was withdrawn.',
    fix: 'Ask whoever sent it for a new one.',
  },
  TOO_MANY_ATTEMPTS: {
    status: 429,
    why: 'Too many attempts from here.',
    fix: 'Wait a quarter of an hour, or use a device that has signed in before.',
  },
  PASSKEY_REFUSED: {
    status: 400,
    why: 'This passkey could not be confirmed.',
    fix: 'Try again; when it stays so, sign in another way and add the passkey anew.',
  },
  PASSKEY_NEEDS_NAME: {
    status: 400,
    why: 'Passkeys belong to a host name, and this page was opened by a number.',
    fix: 'Open Changeover under its name, on this machine as localhost.',
  },
  TOKEN_READS_ONLY: {
    status: 403,
    why: 'This token may read, not change anything.',
    fix: 'Use a token with full access.',
  },
  UNAVAILABLE: {
    status: 503,
    why: 'The database cannot be reached.',
    fix: 'Wait a moment; the page recovers by itself.',
  },
  DISK_FULL: {
    status: 503,
    why: 'The server has no room left on its disk. Nothing was changed.',
    fix: 'An administrator makes room; then do it again. The server goes on by itself.',
  },
  UNEXPECTED: {
    status: 500,
    why: 'Something went wrong on the server.',
    fix: 'Try again. If it happens again, send the administrator the reference below.',
  },
} as const satisfies Record<string, { status: number; why: string; fix: string }>

export type ErrorCode = keyof typeof ERRORS

/** Whether `text` is one of ours, such as a code read from a response. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERRORS, text)
}

/**
 * An expected refusal. `details` are plain data for the sentence on the screen: ids, days, counts.
 * Unexpected failures are ordinary errors and become `UNEXPECTED` at the border.
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, details: Readonly<Record<string, unknown>> = {}) {
    super(`${ERRORS[code].why} ${ERRORS[code].fix}`)
    this.name = 'AppError'
    this.code = code
    this.details = details
  }
}
