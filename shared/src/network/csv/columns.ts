/**
 * How a header cell is compared: letters and digits only, lower case. So `EV Level2 EVSE Num`,
 * `EV_Level2_EVSE_Num` and `ev_level2_evse_num` are one column.
 */
export function columnKey(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}
