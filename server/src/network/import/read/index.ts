/** Reads station files of every known format, from bytes to records with all their problems. */
export {
  readHomeKits,
  readSiteCoordinates,
  readStationDetails,
  readStations,
  type ReadOptions,
} from './read-stations.ts'
export { readOcmReference } from './read-reference.ts'
