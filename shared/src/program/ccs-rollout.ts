import type { ChecklistTemplate } from './checklist.ts'
import type { ProgramTemplate } from './template.ts'

/** A CCS1 dock on a unit that has NACS only: the NACS cable stays. */
const CCS_RETROFIT: ChecklistTemplate = {
  code: 'ccs_retrofit',
  version: 1,
  name: 'CCS1 on a NACS unit',
  steps: [
    { key: 'station', kind: 'scan', of: 'station', title: 'Scan the station', isRequired: true },
    { key: 'kit', kind: 'scan', of: 'kit', title: 'Scan the kit', isRequired: true },
    { key: 'before', kind: 'photo', evidence: 'before', title: 'Photo before', isRequired: true },
    {
      key: 'power_off',
      kind: 'check',
      title: 'Disconnect open and locked, no voltage measured',
      isRequired: true,
    },
    {
      key: 'dock_locks',
      kind: 'check',
      title: 'The dock holds the CCS1 adapter and releases it on command',
      isRequired: true,
    },
    {
      key: 'nacs_kept',
      kind: 'check',
      title: 'NACS cable untouched and working',
      isRequired: true,
    },
    { key: 'after', kind: 'photo', evidence: 'after', title: 'Photo after', isRequired: true },
  ],
}

/** Adding CCS1 to a network of NACS units: the same work the other way round. */
export const CCS_ROLLOUT: ProgramTemplate = {
  code: 'ccs_rollout',
  name: 'CCS1 on NACS units',
  rules: { keepsJ1772: true },
  tracks: [
    {
      code: 'CCS_DC',
      name: 'CCS1 DC',
      charge: 'DC',
      addsStandard: 'CCS1',
      checklistCode: 'ccs_retrofit',
      gate: 'today',
      targetDays: 180,
    },
  ],
  kitTypes: [
    {
      code: 'SCV3-CCS1',
      name: 'V3 dock with CCS1 adapter',
      family: 'SCV3',
      level: 'DC',
      addsStandard: 'CCS1',
      removesStandard: null,
      side: null,
      durationMinutes: 60,
      checklistCode: 'ccs_retrofit',
    },
    {
      code: 'SCV4-CCS1',
      name: 'V4 dock with CCS1 adapter',
      family: 'SCV4',
      level: 'DC',
      addsStandard: 'CCS1',
      removesStandard: null,
      side: null,
      durationMinutes: 45,
      checklistCode: 'ccs_retrofit',
    },
  ],
  checklists: [CCS_RETROFIT],
}
