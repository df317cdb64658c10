/**
 * The network: sites, stations, ports and connectors, and how a file of them is read. Knows no
 * program and no work order.
 */
export {
  fitsLevel,
  LevelSchema,
  levels,
  STANDARDS,
  standards,
  StandardSchema,
  type Level,
  type Standard,
} from './standards.ts'
export {
  AskSchema,
  GrainSchema,
  ImportedPortSchema,
  ImportedStationSchema,
  SourceSchema,
  StationStatusSchema,
  type Ask,
  type Grain,
  type ImportedPort,
  type ImportedStation,
  type Source,
  type StationStatus,
} from './imported.ts'
export {
  describeProblem,
  problem,
  PROBLEMS,
  type Problem,
  type ProblemCode,
  type Severity,
} from './problems.ts'
export {
  isInRegion,
  regionByCode,
  regionByText,
  RegionCodeSchema,
  REGIONS,
  type Region,
} from './regions.ts'
export {
  countPorts,
  type Format,
  type PortTotals,
  type ReadResult,
  type RejectedRow,
} from './result.ts'
export { StationTable, type StationOptions } from './station-table.ts'
export { StationDocument, type DocumentOptions } from './station-document.ts'
export { OcmReferenceSchema, type OcmReference } from './json/ocm.ts'
export type { CellEdit } from './csv/table.ts'
export {
  ColumnMappingSchema,
  headerKey,
  mappingNeeds,
  missingOf,
  suggestMapping,
  type ColumnMapping,
} from './mapped/mapping.ts'
export { stationFields, type StationField } from './record/layout.ts'
export type { PlaceFix } from './record/place.ts'
export { deriveSites, type DerivedSite, type SiteReason, type SiteStation } from './sites/derive.ts'
export { metresBetween, SITE_METRES, siteRules, type SiteRule } from './sites/link.ts'
