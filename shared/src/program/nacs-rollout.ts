import { AC_RETROFIT, DC_RETROFIT, HOME_KIT } from './nacs-checklists.ts'
import type { KitType, ProgramTemplate } from './template.ts'

const kit = (
  code: string,
  name: string,
  family: string,
  level: KitType['level'],
  removesStandard: string | null,
  durationMinutes: number,
  checklistCode: string,
): KitType => ({
  code,
  name,
  family,
  level,
  addsStandard: 'NACS',
  removesStandard,
  side: null,
  durationMinutes,
  checklistCode,
})

/**
 * Adding NACS to a charging network: AC now, DC from its gate in November, and conversion kits for
 * chargers in homes. The known Express 250 kit takes the CHAdeMO cable's place; CCS1 always stays.
 */
export const NACS_ROLLOUT: ProgramTemplate = {
  code: 'nacs_rollout',
  name: 'NACS rollout',
  rules: { keepsJ1772: true },
  tracks: [
    {
      code: 'NACS_AC',
      name: 'NACS AC',
      charge: 'AC',
      addsStandard: 'NACS',
      checklistCode: 'ac_retrofit',
      gate: 'today',
      targetDays: 182,
    },
    {
      code: 'NACS_DC',
      name: 'NACS DC',
      charge: 'DC',
      addsStandard: 'NACS',
      checklistCode: 'dc_retrofit',
      gate: '11-01',
      targetDays: 60,
    },
    {
      code: 'HOME_KITS',
      name: 'Home kits',
      charge: 'HOME',
      addsStandard: 'NACS',
      checklistCode: 'home_kit',
      gate: 'today',
      targetDays: 120,
    },
  ],
  kitTypes: [
    kit('CT4000-NACS', 'CT4000 second cable, NACS', 'CT4000', 'L2', null, 35, 'ac_retrofit'),
    kit('CP6000-NACS', 'CP6000 Omni Port, NACS', 'CP6000', 'L2', null, 30, 'ac_retrofit'),
    kit('CPF50-NACS', 'CPF50 cable swap, J1772 to NACS', 'CPF50', 'L2', 'J1772', 25, 'ac_retrofit'),
    kit(
      'CPE250-NACS',
      'Express 250 cable swap, CHAdeMO to NACS',
      'CPE250',
      'DC',
      'CHADEMO',
      90,
      'dc_retrofit',
    ),
    kit(
      'CPEPLUS-NACS',
      'Express Plus Power Link, NACS cable',
      'CPEPLUS',
      'DC',
      null,
      75,
      'dc_retrofit',
    ),
    kit('HOMEFLEX-NACS', 'Home Flex conversion kit', 'HOMEFLEX', 'HOME', 'J1772', 20, 'home_kit'),
  ],
  checklists: [AC_RETROFIT, DC_RETROFIT, HOME_KIT],
}
