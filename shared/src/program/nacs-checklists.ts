import type { ChecklistTemplate } from './checklist.ts'

/** Adding NACS to an AC unit: eight taps when nothing is unusual. */
export const AC_RETROFIT: ChecklistTemplate = {
  code: 'ac_retrofit',
  version: 1,
  name: 'NACS on an AC unit',
  steps: [
    { key: 'station', kind: 'scan', of: 'station', title: 'Scan the station', isRequired: true },
    { key: 'kit', kind: 'scan', of: 'kit', title: 'Scan the kit', isRequired: true },
    { key: 'before', kind: 'photo', evidence: 'before', title: 'Photo before', isRequired: true },
    {
      key: 'power_off',
      kind: 'check',
      title: 'Breaker off and locked, no voltage measured',
      isRequired: true,
    },
    {
      key: 'holster',
      kind: 'check',
      title: 'Holster of the right side fitted, screws at 2.8 Nm',
      isRequired: true,
    },
    {
      key: 'latched',
      kind: 'check',
      title: 'Plug latches, cable retracts, screen shows NACS',
      isRequired: true,
    },
    { key: 'after', kind: 'photo', evidence: 'after', title: 'Photo after', isRequired: true },
    { key: 'damage', kind: 'yes_no', title: 'Anything damaged or missing?', isRequired: false },
    {
      key: 'damage_photo',
      kind: 'photo',
      evidence: 'other',
      title: 'Photo of the damage',
      isRequired: true,
      when: { step: 'damage', isOneOf: [true] },
    },
  ],
}

/** A NACS cable on a DC unit: the contactor box that is seen decides how much there is to do. */
export const DC_RETROFIT: ChecklistTemplate = {
  code: 'dc_retrofit',
  version: 1,
  name: 'NACS cable on a DC unit',
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
      key: 'contactor',
      kind: 'choice',
      title: 'Which contactor box do you see?',
      help: 'Open the lower door and count the relays. The serial number does not tell.',
      options: [
        { value: 'one_relay', label: '1 relay' },
        { value: 'two_relays', label: '2 relays' },
      ],
      isRequired: true,
    },
    {
      key: 'relay_harness',
      kind: 'check',
      title: 'Second relay harness moved to the NACS cable',
      isRequired: true,
      when: { step: 'contactor', isOneOf: ['two_relays'] },
    },
    {
      key: 'relay_photo',
      kind: 'photo',
      evidence: 'other',
      title: 'Photo of the relay box',
      isRequired: true,
      when: { step: 'contactor', isOneOf: ['two_relays'] },
    },
    {
      key: 'torque',
      kind: 'number',
      unit: 'Nm',
      min: 2.6,
      max: 3,
      title: 'Torque of the holster screws (2.8 Nm)',
      isRequired: true,
    },
    { key: 'ccs_kept', kind: 'check', title: 'CCS1 cable untouched and working', isRequired: true },
    { key: 'after', kind: 'photo', evidence: 'after', title: 'Photo after', isRequired: true },
    {
      key: 'returns',
      kind: 'yes_no',
      title: 'Do removed parts go back to the depot?',
      isRequired: false,
    },
  ],
}

/** A kit for the charger in somebody's garage: told by its owner. */
export const HOME_KIT: ChecklistTemplate = {
  code: 'home_kit',
  version: 1,
  name: 'Home kit',
  steps: [
    { key: 'installed', kind: 'check', title: 'The owner says it is installed', isRequired: true },
  ],
}
