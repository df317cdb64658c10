/** What can be wrong with a value of a list that people keep themselves: crews, deliveries, permits. */
export const LIST_PROBLEMS = {
  NAME_UNKNOWN: {
    severity: 'error',
    why: 'Nothing has this name.',
    fix: 'Write it as it stands in its own list, or add it there first.',
  },
  CHOICE_UNKNOWN: {
    severity: 'error',
    why: 'This is none of the possible values.',
    fix: 'Choose one of those offered.',
  },
  TIME_UNREADABLE: {
    severity: 'error',
    why: 'This is not a time of day.',
    fix: 'Write it as 06:30 or 6:30 PM.',
  },
  SHIFT_UNREADABLE: {
    severity: 'error',
    why: 'This is not a shift within one day.',
    fix: 'Write it as 08:00-16:30, or leave it empty for a day off.',
  },
  WEEKDAYS_UNREADABLE: {
    severity: 'error',
    why: 'These are not days of the week.',
    fix: 'Write Mon-Fri, or Mon Wed Fri; empty is every day.',
  },
  YES_OR_NO: {
    severity: 'error',
    why: 'This is neither yes nor no.',
    fix: 'Write yes or no.',
  },
  OUT_OF_RANGE: {
    severity: 'error',
    why: 'The number is outside what is possible.',
    fix: 'Look for a lost decimal point or a unit other than that of the column.',
  },
  ENDS_BEFORE_START: {
    severity: 'error',
    why: 'The end lies before the start.',
    fix: 'Look whether the two are exchanged.',
  },
  BOTH_OR_NONE: {
    severity: 'error',
    why: 'One of two values that belong together is missing.',
    fix: 'Fill in the other one, or empty both.',
  },
  ONE_OF_TWO: {
    severity: 'error',
    why: 'Exactly one of these two is needed: a site or a region.',
    fix: 'Fill in one, and leave the other empty.',
  },
  NOT_A_MONDAY: {
    severity: 'error',
    why: 'A week is named by its Monday.',
    fix: 'Write the Monday of that week.',
  },
  KEY_TAKEN: {
    severity: 'error',
    why: 'There is already one of these.',
    fix: 'Edit that one, or give this one another name or day.',
  },
  SITE_UNKNOWN: {
    severity: 'error',
    why: 'No site that you can see has this name or id.',
    fix: 'Write the name as it stands in the network, or its id from an export.',
  },
  SITE_UNCLEAR: {
    severity: 'error',
    why: 'Several sites have this name.',
    fix: 'Write the id of the site as well; an export has it.',
  },
  ORDER_UNKNOWN: {
    severity: 'error',
    why: 'No open work order that you can see has this number.',
    fix: 'Look the number up among the work orders.',
  },
  CHANGED_MEANWHILE: {
    severity: 'error',
    why: 'Somebody changed this cell since you opened it.',
    fix: 'Look at the newer value, then repeat your change if it still applies.',
  },
  OUTSIDE_SCOPE: {
    severity: 'error',
    why: 'This lies outside the regions that you look after.',
    fix: 'Leave it to whoever looks after that region, or ask the administrator.',
  },
  IN_USE: {
    severity: 'error',
    why: 'Something still depends on this.',
    fix: 'Move that elsewhere first.',
  },
  NOT_EDITABLE: {
    severity: 'error',
    why: 'This row is always there and cannot be added or removed.',
    fix: 'Change its values instead.',
  },
} as const satisfies Record<string, { severity: 'error' | 'warning'; why: string; fix: string }>
