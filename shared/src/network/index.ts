/**
 * The network: sites, stations, ports and connectors, and how a file of them is read. Knows no
 * program and no work order.
 */
export { fitsLevel, LevelSchema, levels, StandardSchema, type Level } from './standards.ts'
export { plugName, STANDARDS, standards, type Standard } from './plugs.ts'
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
  ProblemCodeSchema,
  PROBLEMS,
  type Problem,
  type ProblemCode,
  type Severity,
} from './problems/problem.ts'
export {
  COUNTRIES,
  isInRegion,
  nameRegions,
  regionByCode,
  regionByText,
  RegionCodeSchema,
  REGIONS,
  regionsWithin,
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
export {
  ColumnMappingSchema,
  headerKey,
  mappingNeeds,
  missingOf,
  suggestMapping,
  type ColumnMapping,
} from './mapped/mapping.ts'
export { stationFields, type StationField } from './record/layout.ts'
export {
  canDropRows,
  CellEditSchema,
  encodings,
  fixesOf,
  RepairsSchema,
  rowFixes,
  RowFixSchema,
  type CellEdit,
  type Encoding,
  type Repairs,
  type RowFix,
} from './record/fixes.ts'
export type { RowWatch } from './record/row-log.ts'
export { deriveSites, type DerivedSite, type SiteReason, type SiteStation } from './sites/derive.ts'
export { correctSites, type SiteCorrection } from './sites/correct.ts'
export { metresBetween, SITE_METRES, siteRules, type SiteRule } from './sites/link.ts'
export {
  compareStations,
  mergeValue,
  portsToAdd,
  updateKinds,
  type Comparison,
  type KnownStation,
  type SourceRecord,
  type StationUpdate,
  type UpdateKind,
} from './import/compare.ts'
export * from './afdc/service.ts'
export { JsonSplitter } from './json/split.ts'
export * from './import/preview.ts'
export * from './import/draft.ts'
export * from './import/lines.ts'
export * from './import/list-preview.ts'
export * from './import/history.ts'
export * from './import/bad-rows.ts'
export * from './screen/site.ts'
export * from './screen/correction.ts'
export * from './screen/drift.ts'
export * from './screen/edit.ts'
export * from './screen/site-file.ts'
export * from './screen/hardware.ts'
export {
  EDITABLE_FIELDS,
  editedKinds,
  FieldChangeSchema,
  fieldNames,
  fieldsOf,
  sharedFieldNames,
  type EditedKind,
  type FieldChange,
  type FieldKind,
  type FieldName,
  type FieldValue,
} from './edit/fields.ts'
export { refusalOf, type EditRefusal } from './edit/refusals.ts'
export { pointOf, pointText, problemOfPoint, type Point } from './record/point.ts'
export * from './screen/mix.ts'
export {
  contactors,
  familyOf,
  generationOfSerial,
  generations,
  openQuestions,
  type HardwareKnown,
  type HardwareQuestion,
  type HardwareQuestionCode,
} from './hardware/questions.ts'
export * from './screen/waiver.ts'
export { regionOfPostalCode } from './postal.ts'
export {
  isStationDetailsHeader,
  stationDetails,
  type ListedStation,
} from './lists/station-details.ts'
export {
  countHomeKits,
  homeKits,
  isHomeKitHeader,
  type HomeKitOrder,
  type HomeKitWeek,
} from './lists/home-kits.ts'
export {
  KeyedList,
  type ListKind,
  type ListOptions,
  type ListResult,
  type ListRow,
} from './lists/keyed-list.ts'
export {
  siteCoordinates,
  withCoordinatesHeader,
  type PlacedSite,
} from './lists/site-coordinates.ts'
export { RUNGS, RungSchema, type Rung } from './rung.ts'
export { columnKey } from './csv/columns.ts'
export { escapeFormula, plainText } from './csv/formula.ts'
export { readDay, readNumber, readText, readWhole } from './record/cells.ts'
